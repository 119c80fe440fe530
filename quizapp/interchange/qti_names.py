"""What the versions of QTI call the same: QTI 2.2 as it is written, QTI 3 with hyphens and a mark before its names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

#: Elements of QTI that are written; all others are HTML and keep their names.
_QTI = frozenset(
    """assessmentItem assessmentTest assessmentStimulus assessmentStimulusRef testPart assessmentSection assessmentItemRef
    responseDeclaration correctResponse value mapping mapEntry outcomeDeclaration defaultValue itemBody stimulusBody
    rubricBlock contentBody choiceInteraction simpleChoice orderInteraction matchInteraction simpleMatchSet
    simpleAssociableChoice inlineChoiceInteraction inlineChoice textEntryInteraction extendedTextInteraction
    responseProcessing responseCondition responseIf setOutcomeValue baseValue variable correct mapResponse match equal
    index sum multiple modalFeedback""".split()
)
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(frozen=True)
class Version:
    """One version: its namespaces, and what kinds of files are called in a manifest."""

    items: str
    manifests: str
    kind: str
    hyphens: bool

    def document(self, markup: str) -> bytes:
        """A file of this version from the markup of QTI 2.2."""
        root = etree.fromstring(markup.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
        for node in list(root.iter()):
            if node.tag == "contentBody" and not self.hyphens:
                _unwrapped(node)
        made = self._renamed(root)
        content: bytes = etree.tostring(made, xml_declaration=True, encoding="UTF-8")
        return content

    def _renamed(self, node: "etree._Element") -> "etree._Element":
        name = node.tag
        ours = name in _QTI
        called = f"qti-{_hyphened(name)}" if self.hyphens and ours else name
        given = {
            _hyphened(key) if self.hyphens and ours and not key.startswith("{") else key: value
            for key, value in node.attrib.items()
        }
        made = etree.Element(f"{{{self.items}}}{called}", given, nsmap={None: self.items})
        made.text, made.tail = node.text, node.tail
        made.extend(self._renamed(child) for child in node)
        return made

    def manifest(self, items: Sequence[tuple[str, str]]) -> bytes:
        """The manifest of items, each with the text that it refers to, and of the test that names them all."""
        root = etree.Element(
            f"{{{self.manifests}}}manifest", {"identifier": "MANIFEST"}, nsmap={None: self.manifests}
        )

        def add(parent: "etree._Element", tag: str, **given: str) -> "etree._Element":
            return etree.SubElement(parent, f"{{{self.manifests}}}{tag}", given)

        meta = add(root, "metadata")
        add(meta, "schema").text = "QTI Package"
        add(meta, "schemaversion").text = self.kind[-3:].replace("p", ".")
        add(root, "organizations")
        resources = add(root, "resources")
        test = add(
            resources, "resource", identifier="test", type=f"imsqti_test_{self.kind}", href="assessment.xml"
        )
        add(test, "file", href="assessment.xml")
        for place, (item, stimulus) in enumerate(items, start=1):
            add(test, "dependency", identifierref=f"item-{place}")
            resource = add(
                resources, "resource", identifier=f"item-{place}", type=f"imsqti_item_{self.kind}", href=item
            )
            add(resource, "file", href=item)
            if not stimulus:
                continue
            add(resource, "dependency", identifierref=f"text-{place}")
            text = add(
                resources,
                "resource",
                identifier=f"text-{place}",
                type=f"imsqti_stimulus_{self.kind}",
                href=stimulus,
            )
            add(text, "file", href=stimulus)
        content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return content


def _hyphened(name: str) -> str:
    return re.sub(r"([A-Z])", r"-\1", name).lower()


def _unwrapped(node: "etree._Element") -> None:
    """Take an element away and leave its content in its place."""
    parent = node.getparent()
    place = parent.index(node)
    for child in reversed(list(node)):
        parent.insert(place, child)
    parent.remove(node)


QTI_22 = Version(
    "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "xmlv2p2",
    hyphens=False,
)
QTI_30 = Version(
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "xmlv3p0",
    hyphens=True,
)

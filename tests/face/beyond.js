// What axe does not ask. Each check returns sentences about what is wrong; beyond.py calls them by name.
([names]) => {
  const INTERACTIVE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']";
  const LIVE = "[role=status], [role=alert], [role=timer], [role=log], [aria-live=polite], [aria-live=assertive]";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const seen = (e) => {
    const box = e.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && e.checkVisibility({ visibilityProperty: true }) && !e.closest(".visually-hidden");
  };
  const words = (e) => (e?.textContent || "").trim().replace(/\s+/g, " ");
  const called = (e) => {
    const marks = typeof e.className === "string" && e.className.trim() ? "." + e.className.trim().split(/\s+/).join(".") : "";
    return `<${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}${marks}> “${words(e).slice(0, 40)}”`;
  };
  const described = (e) => (e.getAttribute("aria-describedby") || e.getAttribute("aria-errormessage") || "").split(/\s+/).filter(Boolean);

  const CHECKS = {
    groups_have_legends() {
      const bad = [];
      for (const input of all("input[type=radio], input[type=checkbox]")) {
        const alone = input.type === "checkbox"
          && all(`input[type=checkbox][name="${CSS.escape(input.name)}"]`, input.form || document).length < 2;
        if (alone) continue;
        const group = input.closest("fieldset, [role=group], [role=radiogroup]");
        const legend = group?.querySelector(":scope > legend");
        if (!group) bad.push(`${input.name} is in no fieldset`);
        else if (group.tagName === "FIELDSET" && !words(legend)) bad.push(`the fieldset of ${input.name} has no legend`);
        else if (group.tagName === "FIELDSET" && group.firstElementChild !== legend) bad.push(`the legend of ${input.name} does not come first`);
      }
      return [...new Set(bad)];
    },

    one_heading() {
      const found = all("h1").filter((e) => e.checkVisibility());
      return found.length === 1 && words(found[0]) ? [] : [`${found.length} headings of the first rank`];
    },

    legend_is_heading() {
      return all("main form fieldset.question").filter((e) => !e.closest(".phone")).flatMap((fieldset) => {
        const legend = fieldset.querySelector(":scope > legend");
        const heading = document.querySelector("h1");
        if (!legend || !heading || !legend.contains(heading)) return ["the question's legend does not hold the heading"];
        return words(legend) === words(heading) ? [] : [`legend “${words(legend)}” is not heading “${words(heading)}”`];
      });
    },

    errors_are_linked() {
      const bad = [];
      const users = all("[aria-describedby], [aria-errormessage]");
      const texts = all("[class~=error], [class*=field-error], [class*=error-message], [class*=invalid-feedback]")
        .filter((e) => seen(e) && words(e) && !e.closest(".error-summary, .problem, [data-said]") && !e.querySelector("input, select, textarea"));
      for (const text of texts)
        if (!text.id || !users.some((e) => described(e).includes(text.id))) bad.push(`no control refers to ${called(text)}`);
      for (const control of users)
        for (const id of described(control))
          if (!words(document.getElementById(id))) bad.push(`${called(control)} refers to ${id}, which says nothing`);
      for (const control of all("[aria-invalid=true]"))
        if (!described(control).length) bad.push(`${called(control)} is marked wrong and says not why`);
      const summary = document.querySelector(".error-summary");
      if (texts.length && !summary) bad.push("errors, but no summary of them");
      if (!summary) return bad;
      if (!document.title.startsWith("Error: ") && !document.title.startsWith("[")) bad.push("the title does not begin with Error:");
      const links = all("a[href^='#']", summary);
      if (!links.length) bad.push("the summary links to nothing");
      for (const link of links) {
        const target = document.getElementById(link.hash.slice(1));
        if (!target?.matches("input, select, textarea, button, summary, [tabindex], fieldset:has(input)")) bad.push(`${link.hash} is no control`);
      }
      if (document.activeElement !== summary) bad.push("the summary has not the focus");
      return bad;
    },

    colour_never_alone() {
      const bad = [];
      const SAYS = /right|wrong|correct|passed|below|missed|answered|know|waiting|solid|shaky|less|more|better|[✓✗×½?–−+]/i;
      const ground = (e) => {
        for (let p = e; p; p = p.parentElement) if (getComputedStyle(p).backgroundColor !== "rgba(0, 0, 0, 0)") return getComputedStyle(p).backgroundColor;
        return "";
      };
      const look = (e) => `${getComputedStyle(e).color} ${ground(e)}`;
      const shape = (e) => {
        const s = getComputedStyle(e);
        return [s.fontWeight, s.fontStyle, s.fontSize, s.fontFamily, s.textDecorationLine, s.borderTopWidth, s.borderLeftWidth,
          s.borderBottomWidth, getComputedStyle(e, "::before").content, getComputedStyle(e, "::after").content,
          e.querySelector("svg, img, .visually-hidden") !== null, e.getAttribute("aria-current")].join("|");
      };
      const FREE = "a, button, input, label, select, svg, svg *, ins, del, summary";
      for (const parent of all("main, main *:not(svg, svg *, .cm-editor *, .heat)")) {
        const children = [...parent.children].filter((e) => !e.matches(FREE) && seen(e) && words(e));
        for (const one of children)
          for (const other of children) {
            if (one === other || one.tagName !== other.tagName || look(one) === look(other) || shape(one) !== shape(other)) continue;
            if (!SAYS.test(words(one)) && !SAYS.test(words(other))) bad.push(`only colour tells ${called(one)} from ${called(other)}`);
          }
      }
      for (const cell of all(".heat > *")) if (!words(cell)) bad.push(`a cell without text: ${called(cell)}`);
      for (const verdict of all(".verdict")) if (!words(verdict)) bad.push("a verdict without a word");
      return bad.slice(0, 5);
    },

    nothing_only_dragged() {
      return all("[draggable=true]").filter((e) => {
        const row = e.closest("li, tr") || e;
        return !row.querySelector("button, select, input") && !e.matches("a, button");
      }).map((e) => `can only be dragged: ${called(e)}`);
    },

    timing_is_said() {
      const bad = all("meta[http-equiv=refresh i]").map(() => "the page reloads itself");
      const live = all(LIVE);
      for (const line of all("[data-deadline]")) if (!live.length) bad.push(`a time limit that is never said: ${called(line)}`);
      const LEFT = /\d+\s*(s|sec|seconds?|min|minutes?)\s*(left|remain)|(left|remain\w*):?\s*\d+|^\d{1,2}:\d\d$/i;
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const at = walker.currentNode.parentElement;
        if (!LEFT.test(walker.currentNode.data.trim()) || at.closest(`${LIVE}, [data-deadline], script, table, .rows, .facts`)) continue;
        if (seen(at)) bad.push(`time runs here unsaid: ${called(at)}`);
      }
      return bad;
    },

    targets_are_large() {
      const bad = [];
      for (const e of all(INTERACTIVE)) {
        if (!e.checkVisibility({ visibilityProperty: true }) || e.closest(".visually-hidden, svg")) continue;
        const style = getComputedStyle(e);
        if (e.tagName === "A" && style.display === "inline") continue;  // axe knows the rule for links in a sentence
        const choice = e.matches("input[type=radio], input[type=checkbox]");
        const row = choice && (e.closest("label") || e.closest(".check-row"));
        const box = (row || e).getBoundingClientRect();
        if (box.right < 0 || box.bottom < 0) continue;  // the skip link before it has the focus
        const least = e.matches(".option, .question input[type=radio], .question input[type=checkbox]") ? 44 : 24;
        if (box.height < least - 0.5 || box.width < 24 - 0.5) bad.push(`${Math.round(box.width)} × ${Math.round(box.height)} px: ${called(row || e)}`);
      }
      return bad;
    },

    only_controls_are_pressed() {
      const listened = window.__pressed || new Set();
      return all("body *").filter((e) => {
        if (e.matches(INTERACTIVE + ", label, option, svg *") || e.closest("a, button, label, summary, select")) return false;
        if (e.getAttribute("onclick") !== null) return true;
        if (listened.has(e)) return !e.querySelector(INTERACTIVE);
        return getComputedStyle(e).cursor === "pointer" && seen(e);
      }).map((e) => `pressed, but no control: ${called(e)}`);
    },

    pictures_are_told() {
      const EMPTY = /^(an? |the )?(image|picture|photo|photograph|graphic|chart|icon|diagram|figure|img|logo)( of)?\s*\d*$/i;
      return all("img, [role=img]").flatMap((e) => {
        if (e.tagName === "IMG" && e.getAttribute("alt") === "") return [];
        const by = (e.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean).map((id) => words(document.getElementById(id))).join(" ");
        const name = (by || e.getAttribute("aria-label") || e.getAttribute("alt") || words(e.querySelector("title")) || "").trim();
        if (name.length < 4 || EMPTY.test(name) || /\.\w{3,4}$/.test(name)) return [`a picture called “${name}”`];
        return [];
      });
    },

    order_is_as_seen() {
      const bad = all("[tabindex]").filter((e) => e.tabIndex > 0).map((e) => `takes the focus out of turn: ${called(e)}`);
      const leftward = document.dir === "rtl";
      for (const parent of all("body, body *:not(svg, svg *)")) {
        const children = [...parent.children].filter((e) => {
          const style = getComputedStyle(e);
          return seen(e) && words(e) && !style.display.startsWith("inline") && !["absolute", "fixed", "sticky"].includes(style.position);
        });
        children.forEach((one, place) => {
          const a = one.getBoundingClientRect();
          for (const other of children.slice(place + 1, place + 4)) {
            const b = other.getBoundingClientRect();
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            const row = down > 0.6 * Math.max(a.height, b.height);
            const before = leftward ? b.left >= a.right - 1 : b.right <= a.left + 1;
            if ((across > 2 && b.bottom <= a.top + 1) || (row && before)) bad.push(`${called(other)} stands before ${called(one)}`);
          }
        });
      }
      return bad.slice(0, 5);
    },

    saving_is_said() {
      const live = all(LIVE);
      if (!live.length) return ["nothing can be said: no live region"];
      return all("[class~=saved], [class*=toast], [class*=notice]").filter((e) => seen(e) && words(e)
        && !e.closest(LIVE) && !e.querySelector(LIVE) && !live.some((place) => words(place) === words(e)))
        .map((e) => `not in a live region: ${called(e)}`);
    },

    nothing_moves() {
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) return ["reduced motion was not asked for"];
      const bad = document.getAnimations().map((a) => `an animation: ${a.animationName || a.transitionProperty || "by script"}`);
      for (const e of all("*")) {
        const style = getComputedStyle(e);
        const long = (times) => times.split(",").some((t) => parseFloat(t) > 0);
        if (long(style.transitionDuration)) bad.push(`changes slowly: ${called(e)}`);
        if (style.animationName !== "none" && long(style.animationDuration)) bad.push(`is animated: ${called(e)}`);
        if (style.scrollBehavior === "smooth") bad.push(`scrolls smoothly: ${called(e)}`);
      }
      return bad.slice(0, 5);
    },

    // A long page scrolls beneath the bar at its foot, and beneath its head: what lies under them there is seen a moment later.
    // Nothing is cut off, nothing hangs over the edge, no text lies on another.
    nothing_is_lost() {
      const under = (at) => { const bar = at.closest(".bar, .masthead"); return Boolean(bar) && getComputedStyle(bar).position === "sticky"; };
      const bad = [];
      const root = document.documentElement;
      const scrolls = (e) => { for (let p = e; p; p = p.parentElement) if (["auto", "scroll"].includes(getComputedStyle(p).overflowX)) return true; return false; };
      if (root.scrollWidth > root.clientWidth) {
        const over = all("body *").filter((e) => {
          const box = e.getBoundingClientRect();
          return seen(e) && !scrolls(e) && (box.right > root.clientWidth + 1 || box.left < -1) && !e.closest(".skip-link");
        });
        bad.push(`scrolls sideways: ${root.scrollWidth} of ${root.clientWidth} px: ${over.slice(-3).map(called).join(" ")}`);
      }
      // A line that ends in … loses nothing where it is pressed to read the same words in full.
      const opensToTheWhole = (e) => {
        const line = e.closest("summary");
        return line && all(":scope > :not(summary)", line.parentElement).some((below) => words(below).includes(words(e)));
      };
      for (const e of all("body *:not(svg, svg *, input, select, option, textarea)")) {
        const style = getComputedStyle(e);
        if (!seen(e) || !words(e)) continue;
        const cut = (way) => ["hidden", "clip"].includes(way);
        if (cut(style.overflowX) && e.scrollWidth > e.clientWidth + 1 && !(style.textOverflow === "ellipsis" && opensToTheWhole(e))) bad.push(`cut off at the side: ${called(e)}`);
        if (cut(style.overflowY) && e.scrollHeight > e.clientHeight + 1) bad.push(`cut off below: ${called(e)}`);
      }
      // What of a text can be seen inside the regions that scroll or hide it.
      const roomOf = (at) => {
        const room = { top: -Infinity, left: -Infinity, bottom: Infinity, right: Infinity };
        for (let p = at; p && p !== document.body; p = p.parentElement) {
          const style = getComputedStyle(p);
          if (style.overflowX === "visible" && style.clipPath === "none") continue;
          const box = p.getBoundingClientRect();
          const shown = style.clipPath.startsWith("inset(50%") ? { top: 0, left: 0, bottom: 0, right: 0 } : box;
          room.top = Math.max(room.top, shown.top); room.left = Math.max(room.left, shown.left);
          room.bottom = Math.min(room.bottom, shown.bottom); room.right = Math.min(room.right, shown.right);
        }
        return room;
      };
      const lines = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode() && lines.length < 3000) {
        const node = walker.currentNode;
        const at = node.parentElement;
        if (!node.data.trim() || !at.checkVisibility({ visibilityProperty: true }) || at.closest(".visually-hidden, select, script, style, .skip-link, .heat, [aria-hidden=true], .sticky, .moment.good > .tag")) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const room = roomOf(at), parts = [...range.getClientRects()];
        const rows = new Set(parts.map(({ top }) => Math.round(top))).size;  // a line of two directions has several parts
        if (rows > 3 && node.data.trim().length < 4 * rows) bad.push(`squeezed to letters: ${called(at)}`);
        for (const whole of parts) {
          const box = { top: Math.max(whole.top, room.top), bottom: Math.min(whole.bottom, room.bottom), left: Math.max(whole.left, room.left), right: Math.min(whole.right, room.right) };
          box.height = box.bottom - box.top;
          if (whole.width > 1 && box.height > 0 && box.right > box.left) lines.push({ node, box, at });
        }
      }
      lines.sort((a, b) => a.box.top - b.box.top);
      for (let i = 0; i < lines.length; i += 1)
        for (let j = i + 1; j < lines.length && lines[j].box.top < lines[i].box.bottom; j += 1) {
          const [a, b] = [lines[i], lines[j]];
          if (a.node === b.node) continue;
          const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
          const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
          if (across > 3 && down > 0.45 * Math.min(a.box.height, b.box.height) && under(a.at) === under(b.at)) bad.push(`${called(a.at)} lies on ${called(b.at)}`);
        }
      return bad.slice(0, 5);
    },
  };
  return names.flatMap((name) => CHECKS[name]().map((say) => `${name}: ${say}`));
}

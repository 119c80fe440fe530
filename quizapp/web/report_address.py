"""Which attempts count, as the addresses of reports and of marking carry it from page to page."""

from collections.abc import Mapping

from quizapp.domain.statistics.columns import Policy


def policy_in(args: Mapping[str, str]) -> Policy:
    """The policy in an address; an address that says nothing or nonsense means first attempts."""
    given = args.get("attempts", "")
    return Policy(given) if given in set(Policy) else Policy.FIRST


def policy_arguments(policy: Policy) -> dict[str, str]:
    """The values of an address that keep the policy."""
    return {} if policy is Policy.FIRST else {"attempts": policy.value}

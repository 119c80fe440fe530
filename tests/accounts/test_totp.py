"""Codes are those that every authenticator shows: the published examples of both standards."""

from datetime import UTC, datetime, timedelta

import pytest

from quizapp.accounts import totp

SECRET = b"12345678901234567890"
#: RFC 6238, appendix B (SHA-1): seconds since 1970, code of eight digits.
BY_TIME = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
#: RFC 4226, appendix D: codes of six digits for the counts from 0.
BY_COUNT = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split()


@pytest.mark.parametrize(("seconds", "code"), BY_TIME)
def test_a_code_is_that_of_its_half_minute(seconds, code):
    assert totp.code_of(SECRET, totp.step_at(datetime.fromtimestamp(seconds, UTC)), digits=8) == code


def test_codes_of_six_digits_keep_their_noughts():
    assert [totp.code_of(SECRET, count) for count in range(10)] == BY_COUNT


def test_the_half_minute_before_and_after_is_taken_and_none_twice():
    now = datetime.fromtimestamp(30 * 1000, UTC)
    codes = {off: totp.code_of(SECRET, 1000 + off) for off in range(-2, 3)}

    assert [totp.matching_step(SECRET, codes[off], now, 0) for off in range(-2, 3)] == [
        None,
        999,
        1000,
        1001,
        None,
    ]
    assert totp.matching_step(SECRET, f" {codes[0][:3]} {codes[0][3:]} ", now, 0) == 1000
    assert totp.matching_step(SECRET, codes[0], now, 1000) is None
    assert totp.matching_step(SECRET, codes[-1], now + timedelta(seconds=30), 0) is None
    assert totp.matching_step(SECRET, "", now, 0) is None


def test_letters_are_read_as_they_are_written():
    assert totp.in_letters(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert totp.from_letters(totp.in_letters(SECRET)) == SECRET
    assert totp.address(SECRET, "quizapp", "Ada L") == (
        "otpauth://totp/quizapp:Ada%20L?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=quizapp"
    )

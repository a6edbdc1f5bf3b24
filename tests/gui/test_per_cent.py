"""Shares in words."""

from __future__ import annotations

from gui.per_cent import per_cent


def test_a_share_has_a_blank_before_its_sign_and_as_many_places_as_asked():
    assert per_cent(0.974) == "97 %"
    assert per_cent(0.9746, 1) == "97.5 %"
    assert per_cent(1.0, 2) == "100.00 %"

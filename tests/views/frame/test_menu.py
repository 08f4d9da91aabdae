"""The row under the thumb of a phone: what stands there has to fit."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from sapa import roles
from tests.views.frame.conftest import Person

#: Four labels of this length side by side are as wide as a phone of 390 pixels.
WIDEST = 16


@pytest.mark.parametrize("role", roles.ROLES, ids=lambda role: role.slug)
def test_no_label_of_the_first_row_pushes_the_others_out(person: Callable[..., Person], role: roles.Role):
    someone = person(role.name)
    someone.sign_in()
    page = someone.client.get("/profile/").text
    bar = page[page.index('class="mainnav"') : page.index("</nav>")].split('class="more"')[0]
    labels = [html.unescape(text) for text in re.findall(r"</svg><span>([^<]+)</span>", bar)]
    assert labels
    assert [label for label in labels if len(label) > WIDEST] == []

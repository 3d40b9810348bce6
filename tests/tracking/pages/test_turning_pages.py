"""Turning a page keeps everything else that the address asks for."""

import pytest

from appeal.models import User
from tests.factories import make_upload
from tests.fixture_types import SignIn
from tests.tracking.browsing import at
from tracking.models import Upload

pytestmark = pytest.mark.once


@pytest.mark.publication
@pytest.mark.parametrize(
    ("address", "next_page"),
    [
        (at("activity_list") + "?office=RO", "?office=RO&amp;page=2"),
        (at("gaps") + "?rule=no_indicator", "?rule=no_indicator&amp;page=2"),
    ],
)
def test_the_next_page_of_a_list_is_asked_for(
    viewer: User, signed_in: SignIn, address: str, next_page: str
) -> None:
    assert f'href="{next_page}"' in signed_in(viewer).get(address).content.decode()


def test_the_next_page_of_uploads_is_asked_for(
    superuser: User, signed_in: SignIn, upload: Upload
) -> None:
    fields = [field.name for field in Upload._meta.fields if field.name != "id"]
    like_it = {name: getattr(upload, name) for name in fields}
    Upload.objects.bulk_create([Upload(**like_it) for _ in range(100)])

    assert 'href="?page=2"' in signed_in(superuser).get(at("upload_list")).content.decode()


@pytest.fixture
def upload(superuser: User) -> Upload:
    return make_upload(uploaded_by=superuser)

"""How static files are stored: each under a name that changes with it."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = r'(?P<matched>import "(?P<url>\./[^"]+)";)'


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Names in our scripts what they import too, so that a page asks for one of them.

    Django would do so in all files, and fails over those of others.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", ((IMPORT, 'import "%(url)s";'),)),
    )

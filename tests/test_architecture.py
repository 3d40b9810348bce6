"""The source keeps the rules of the house: who may import whom, and what is nowhere to be found."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeGuard

import pytest

pytestmark = [pytest.mark.unit, pytest.mark.once]

ROOT = Path(__file__).resolve().parent.parent
OURS = ("appeal", "tracking", "config")
WITHOUT_REQUESTS = {
    "forms", "models", "actions", "workbooks", "uploads", "access", "excel", "loading", "guards",
}  # fmt: skip
WITH_CLOCK = {"views", "admin", "admin_base", "admin_kinds", "admin_site", "middleware", "commands"}
CLOCK = ("appeal", "web", "clock")
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}
CLOCK_OWNERS = {"datetime", "date", "timezone"}
BANNED_WORDS = {"service", "helper", "util", "handler", "process", "data", "info", "obj", "tmp"}
BANNED_MODULES = {"utils", "helpers", "services", "managers", "constants", "signals"}
# Names that Django prescribes to whoever overrides or provides them.
PRESCRIBED = {
    "handler400", "handler500",
    "process_request", "process_response", "process_view", "process_exception",
    "process_template_response", "cleaned_data", "get_context_data",
    "DATA_DIR", "DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FIELDS",
}  # fmt: skip


def problems(path: str, source: str, foreign_names: frozenset[str] = frozenset()) -> list[str]:
    """What the source of the module at `path` does against the rules, a sentence per place.

    `foreign_names` are those by which the plan's rows lead to what happened; `appeal` may not use
    them in a lookup.
    """
    module = Path(path).with_suffix("").parts
    tree = ast.parse(source)
    found = [
        *import_problems(module, tree),
        *name_problems(module, tree),
        *class_problems(module, tree),
        *clock_problems(module, tree),
        *column_problems(tree),
        *answer_problems(module, tree),
        *refusal_problems(tree),
    ]
    if module[0] == "appeal":
        found += tracking_problems(tree, foreign_names)
    return [f"{path}:{line}: {sentence}" for line, sentence in found]


Problems = Iterator[tuple[int, str]]


def import_problems(module: tuple[str, ...], tree: ast.Module) -> Problems:
    """Imports that the table in "Who may import whom" forbids."""
    for node, target in imports(module, tree):
        line = node.lineno
        if module[0] == "appeal" and target[0] == "tracking":
            yield line, "appeal imports nothing of tracking."
        if target[0] == "openpyxl" and module[:3] != ("appeal", "base", "excel"):
            yield line, "Only appeal.base.excel imports openpyxl."
        is_ours = target[0] in OURS and "views" in target[1:]
        if is_ours and module[-1] != "urls" and "views" not in module:
            yield line, "Only urls import views."
        is_without = "views" not in module and set(module) & WITHOUT_REQUESTS
        if target[:2] == ("django", "http") and is_without:
            yield line, "Only views, middleware and what serves them know requests."
        if target == ("django", "http", "HttpRequest") and {"views", "admin"} & {*module}:
            yield line, "Views and the admin take the Request of appeal.web."
        if target[:2] == ("django", "dispatch") or target[:4] == SIGNALS:
            yield line, "There are no signals of ours."
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(function):
                if isinstance(inner, ast.Import | ast.ImportFrom):
                    yield inner.lineno, "Imports stand at the top of a module."


SIGNALS = ("django", "db", "models", "signals")


def imports(
    module: tuple[str, ...], tree: ast.Module
) -> Iterator[tuple[ast.stmt, tuple[str, ...]]]:
    """Every import with what it names, `("appeal", "models", "Office")`, relative ones resolved."""
    package = module if module[-1] == "__init__" else module[:-1]
    package = tuple(part for part in package if part != "__init__")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, tuple(alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            for alias in node.names:
                yield node, (*base, *(node.module or "").split("."), alias.name)


def tracking_problems(tree: ast.Module, foreign_names: frozenset[str]) -> Problems:
    """Places where the plan names what happened: model references, URL names, lookups."""
    sentence = "appeal never names anything of tracking, not in a lookup either."
    for node in ast.walk(tree):
        name = ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            name = node.value
        elif isinstance(node, ast.keyword):
            name = node.arg or ""
        elif isinstance(node, ast.Attribute):
            name = node.attr
        if re.match(r"tracking[.:_]", name) or is_lookup(name, foreign_names):
            yield getattr(node, "lineno", 1), sentence


def column_problems(tree: ast.Module) -> Problems:
    """Columns of workbooks whose function does no more than follow a path."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "Column":
            continue
        for function in (*node.args, *(each.value for each in node.keywords)):
            if isinstance(function, ast.Lambda) and follows_a_path(function):
                yield function.lineno, "A column says where its value is by a path."


def follows_a_path(function: ast.Lambda) -> bool:
    """Whether it gives attributes of its one argument, or what a method of them gives."""
    step, has_steps = function.body, False
    while isinstance(step, ast.Attribute) or (
        isinstance(step, ast.Call) and not (step.args or step.keywords)
    ):
        has_steps = True
        step = step.value if isinstance(step, ast.Attribute) else step.func
    row = [each.arg for each in function.args.args]
    return has_steps and isinstance(step, ast.Name) and row == [step.id]


def answer_problems(module: tuple[str, ...], tree: ast.Module) -> Problems:
    """Views that answer a form by hand, which `answer` does for all of them."""
    if "views" not in module or module[-1] == "answering" or module in BY_HAND:
        return
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef():
                is_by_hand = asks_what_was_sent(node)
            case ast.ExceptHandler():
                is_by_hand = catches_a_refusal(node)
            case ast.Call():
                is_by_hand = says_a_refusal(node)
            case _:
                continue
        if is_by_hand:
            yield node.lineno, ANSWER


ANSWER = "A form is answered by `answer`, `answer_page`, `confirm` or `press`."
# A draft that somebody discarded has no form to go back to: it has a page of its own.
BY_HAND = {("tracking", "views", "transaction_form")}


def asks_what_was_sent(function: ast.FunctionDef) -> bool:
    source = ast.unparse(function)
    return ".is_valid()" in source and ("request.POST" in source or "sent(request)" in source)


def catches_a_refusal(handler: ast.ExceptHandler) -> bool:
    caught = ast.unparse(handler.type) if handler.type else ""
    return bool({"Refusal", "TooLate", "StaleVersion"} & {*re.findall(r"\w+", caught)})


def says_a_refusal(call: ast.Call) -> bool:
    statuses = [each.value for each in call.keywords if each.arg == "status"]
    is_late = any(getattr(status, "value", None) in (409, 422) for status in statuses)
    return is_late or ast.unparse(call.func).endswith(".refuse")


def refusal_problems(tree: ast.Module) -> Problems:
    """Exceptions without the common base, which knows its sentence, field and status."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name != "Refusal":
            yield from (
                (node.lineno, "An exception of ours is a Refusal.")
                for base in node.bases
                if ast.unparse(base) == "Exception"
            )


def is_lookup(text: str, foreign_names: frozenset[str]) -> bool:
    return bool(re.fullmatch(r"-?\w+", text)) and bool(
        set(text.lstrip("-").split("__")) & foreign_names
    )


def name_problems(module: tuple[str, ...], tree: ast.Module) -> Problems:
    """Names given here that say nothing: of modules, functions, classes, arguments, variables."""
    if set(module) & BANNED_MODULES:
        yield 1, f"A module is not called {module[-1]}."
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from banned(node.lineno, node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield from banned(node.lineno, node.id)
        elif is_own_attribute(node):
            yield from banned(node.lineno, node.attr)
    for argument in arguments(tree):
        yield from banned(argument.lineno, argument.arg)


def is_own_attribute(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """`self.x = ...`; what is set on others, and a form's `data`, was named elsewhere."""
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and node.attr != "data"
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )


def arguments(tree: ast.Module) -> Iterator[ast.arg]:
    """Arguments of functions; not a method's `obj`, a name that Django's signatures prescribe."""
    methods = {
        method for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for method in node.body
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            given = node.args
            for argument in [*given.posonlyargs, *given.args, *given.kwonlyargs]:
                if not (node in methods and argument.arg == "obj"):
                    yield argument


def banned(line: int, name: str) -> Problems:
    words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
    words |= {word.removesuffix("s") for word in words if word != "process"}
    if words & BANNED_WORDS and name not in PRESCRIBED:
        yield line, f"“{name}” says nothing: use a word of the domain."


def class_problems(module: tuple[str, ...], tree: ast.Module) -> Problems:
    """`save()` and `Meta.ordering` of models."""
    if "models" not in module:
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for part in node.body:
            if isinstance(part, ast.FunctionDef) and part.name == "save":
                yield part.lineno, "No model overrides save()."
            if node.name == "Meta" and isinstance(part, ast.Assign | ast.AnnAssign):
                targets = part.targets if isinstance(part, ast.Assign) else [part.target]
                if any(isinstance(name, ast.Name) and name.id == "ordering" for name in targets):
                    yield part.lineno, "No model has a Meta.ordering."


ASK = "appeal.web.clock says what time it is."
TOLD = "Dates and instants come in as arguments."


def clock_problems(module: tuple[str, ...], tree: ast.Module) -> Problems:
    """What reads the clock past `appeal.web.clock`, or asks that outside views and their like."""
    if module == CLOCK:
        return
    sentence = ASK if set(module) & WITH_CLOCK else TOLD
    for statement, target in imports(module, tree):
        if target[:3] == CLOCK and sentence == TOLD:
            yield statement.lineno, TOLD
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS:
            owner = node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if name in CLOCK_OWNERS:
                yield node.lineno, sentence
        elif isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone":
            for alias in node.names:
                if alias.name in CLOCKS:
                    yield node.lineno, sentence


@cache
def foreign_names() -> frozenset[str]:
    """The related names that the tables of what happened give to rows of the plan."""
    found: set[str] = set()
    for file in (ROOT / "tracking" / "models").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and not is_of_itself(node):
                names = [word.value for word in node.keywords if word.arg == "related_name"]
                found.update(map(ast.literal_eval, names))
    return frozenset(found)


def is_of_itself(relation: ast.Call) -> bool:
    """A relation of a table to itself names rows of that table only."""
    return bool(relation.args) and getattr(relation.args[0], "value", "") == "self"


def modules() -> list[str]:
    files = (file.relative_to(ROOT) for app in OURS for file in (ROOT / app).rglob("*.py"))
    return sorted(str(file) for file in files if "migrations" not in file.parts)


@pytest.mark.parametrize("path", modules())
def test_the_module_keeps_the_rules_of_the_house(path: str) -> None:
    found = problems(path, (ROOT / path).read_text(), foreign_names())

    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", modules())
def test_a_module_that_is_not_empty_says_in_one_line_what_lives_there(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text())

    docstring = ast.get_docstring(tree) or ""

    assert not tree.body or docstring.splitlines()[0].endswith(".")


def rooms() -> dict[str, set[str]]:
    """The folders and single modules of each app, each with those that it imports from."""
    found: dict[str, set[str]] = {}
    for path in modules():
        parts = list(Path(path).with_suffix("").parts)
        folder, own = parts[:-1], ".".join([*parts, "__init__"][:2])
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.ImportFrom):
                module = node.module.split(".") if node.module else []
                base = [*folder[: len(folder) - node.level + 1], *module] if node.level else module
                for name in node.names:
                    room = ".".join([*base, name.name][:2])
                    if base[:1] and base[0] in OURS and room != own:
                        found.setdefault(own, set()).add(room)
    return found


def test_no_two_rooms_import_from_each_other_by_whatever_way() -> None:
    graph = rooms()
    assert len(graph) > 40

    def beyond(room: str) -> set[str]:
        seen, waiting = set[str](), [room]
        while waiting:
            new = graph.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return seen

    assert [room for room in graph if room in beyond(room)] == []


def test_the_dash_for_nothing_is_one_constant() -> None:
    written = {
        path
        for path in modules()
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Constant) and node.value == "–"
    }
    assert written == {"appeal/base/amounts.py"}


def test_no_template_writes_the_dash_for_nothing_itself() -> None:
    between = re.compile(r"(?<! )–|–(?! )")
    written = [
        f"{path.relative_to(ROOT)}:{number}: use `dash` or `or_dash`"
        for path in (ROOT / "templates").rglob("*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if between.search(line)
    ]
    assert not written


def test_the_printed_order_is_written_in_models_alone() -> None:
    written = [
        f"{path}:{number}"
        for path in modules()
        if "models" not in Path(path).parts and "admin" not in Path(path).parts
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1)
        if re.search(r"sections?__order", line)
    ]

    assert not written, "use in_printed_order() or printed_order() of the models"


@pytest.mark.parametrize(
    "folder", ["templates/appeal", "templates/tracking", "tests/appeal", "tests/tracking"]
)
def test_pages_and_their_tests_lie_in_a_folder_per_subject(folder: str) -> None:
    kinds = [*(ROOT / folder).glob("*.html"), *(ROOT / folder).glob("test_*.py")]

    flat = [path.name for path in kinds if not path.stem.endswith("_base")]

    assert not flat


def test_no_class_name_stands_twice_in_the_house() -> None:
    named: dict[str, list[str]] = {}
    for path in modules():
        for node in ast.parse((ROOT / path).read_text()).body:
            if isinstance(node, ast.ClassDef) and node.name != "Command":
                named.setdefault(node.name, []).append(path)

    assert {name: paths for name, paths in named.items() if len(paths) > 1} == {}


BROKEN = [
    ("appeal/forms.py", "from tracking.models import Transaction", "nothing of tracking"),
    ("appeal/forms.py", "import tracking", "nothing of tracking"),
    ("appeal/models/offices.py", "x = ForeignKey('tracking.Transaction')", "never names"),
    ("appeal/views/priorities.py", "redirect('tracking:home')", "never names"),
    ("appeal/access.py", "rows.filter(activities__transactions__kind='x')", "never names"),
    ("appeal/access.py", "rows.order_by('-transactions__value_on')", "never names"),
    ("appeal/access.py", "activity.transactions.all()", "never names"),
    ("appeal/workbooks.py", "from openpyxl import Workbook", "Only appeal.base.excel"),
    ("tracking/uploads.py", "import openpyxl.styles", "Only appeal.base.excel"),
    ("tracking/tables.py", "from .views import overview", "Only urls"),
    ("tracking/admin.py", "from appeal.views.plan import priority", "Only urls"),
    ("appeal/actions.py", "from . import views", "Only urls"),
    ("tracking/workbooks.py", "from django.http import HttpRequest", "know requests"),
    ("tracking/views/plan.py", "from django.http import HttpRequest", "the Request of"),
    ("appeal/admin/people.py", "from django.http import HttpRequest", "the Request of"),
    ("appeal/models/money.py", "from django.http import HttpRequest", "know requests"),
    ("appeal/base/excel/sheets.py", "import django.http", "know requests"),
    ("tracking/actions.py", "from django.dispatch import receiver", "no signals"),
    ("tracking/actions.py", "from django.db.models.signals import post_save", "no signals"),
    ("tracking/actions.py", "def f():\n    import csv", "top of a module"),
    ("tracking/actions.py", "def f():\n    from . import forms", "top of a module"),
    ("appeal/utils.py", "", "not called utils"),
    ("appeal/actions.py", "def process_rows(): ...", "says nothing"),
    ("appeal/actions.py", "class RowHandler: ...", "says nothing"),
    ("appeal/actions.py", "def load(data): ...", "says nothing"),
    ("appeal/actions.py", "def load(obj): ...", "says nothing"),
    ("appeal/actions.py", "row_info = 1", "says nothing"),
    ("appeal/actions.py", "for tmp in rows: ...", "says nothing"),
    ("appeal/actions.py", "self.services = 1", "says nothing"),
    ("appeal/models/offices.py", "class Office:\n    def save(self): ...", "save()"),
    ("appeal/models/offices.py", "class Meta:\n    ordering = ['code']", "Meta.ordering"),
    ("tracking/workbooks.py", "Column('A', lambda row: row.office.name)", "by a path"),
    ("tracking/workbooks.py", "Column('A', lambda row: row.get_kind_display())", "by a path"),
    ("tracking/workbooks.py", "timezone.now()", "come in as arguments"),
    ("tracking/models/periods.py", "DateTimeField(default=timezone.now)", "come in as arguments"),
    ("tracking/actions.py", "date.today()", "come in as arguments"),
    ("tracking/actions.py", "datetime.datetime.now()", "come in as arguments"),
    ("tracking/actions.py", "from django.utils.timezone import now", "come in as arguments"),
    ("tracking/actions.py", "from appeal.web.clock import today_in", "come in as arguments"),
    ("appeal/models/appeals.py", "from ..web.clock import now_in", "come in as arguments"),
    ("tracking/views/pages.py", "timezone.now()", "appeal.web.clock says"),
    ("appeal/admin/offices.py", "from django.utils.timezone import now", "appeal.web.clock says"),
    ("tracking/management/commands/load_demo.py", "date.today()", "appeal.web.clock says"),
    ("tracking/views/risks.py", "render(request, PAGE, page, status=409)", "is answered by"),
    ("tracking/views/risks.py", "form.refuse(refusal)", "is answered by"),
    ("tracking/views/risks.py", "try: f()\nexcept Refusal: g()", "is answered by"),
    (
        "tracking/views/risks.py",
        "def f():\n    form = RiskForm(request.POST)\n    form.is_valid()",
        "is answered by",
    ),
    ("tracking/actions.py", "class NotPostable(Exception): ...", "is a Refusal"),
]


@pytest.mark.parametrize(("path", "source", "reason"), BROKEN)
def test_a_broken_rule_is_found_and_named(path: str, source: str, reason: str) -> None:
    found = problems(path, source, frozenset({"transactions"}))

    assert len(found) == 1
    assert reason in found[0]
    assert found[0].startswith(path)


KEPT = [
    ("tracking/forms.py", "from appeal.models import Activity"),
    ("appeal/base/excel/sheets.py", "from openpyxl import Workbook"),
    ("tracking/urls.py", "from .views import overview"),
    ("tracking/workbooks.py", "Column('A', lambda row: names[row.kind], width=2)"),
    ("tracking/workbooks.py", "Column('A', lambda row: str(row.office))"),
    ("tracking/views/reports.py", "from .pages import show\nfrom ..views import pages"),
    ("config/urls.py", "from django.contrib.auth import views as auth\nhandler400 = auth"),
    (
        "tracking/views/pages.py",
        "from appeal.web.request import Request\nfrom appeal.web.clock import now_in",
    ),
    ("appeal/web/middleware.py", "class M:\n    def process_view(self, request): ..."),
    ("appeal/management/commands/serve.py", "from appeal.web.clock import real_now"),
    ("appeal/web/clock.py", "timezone.now()"),
    ("appeal/admin.py", "class A:\n    def has_change_permission(self, request, obj=None): ..."),
    ("appeal/forms.py", "class F:\n    def save(self): ..."),
    ("tracking/views/reports.py", "from django.http import HttpResponse\nform.data = typed"),
    ("appeal/web/middleware.py", "from django.http import HttpRequest"),
    ("tracking/views/risks.py", "def f():\n    return narrowed.is_valid()"),
    ("tracking/views/risks.py", "render(request, PAGE, page, status=404)"),
    ("appeal/views/answering.py", "form.refuse(refusal)"),
    ("tracking/actions.py", "class NotPostable(Refusal): ..."),
    ("tracking/forms.py", "rows = form.cleaned_data\nForm(data=request.POST)\nmetadata = 1"),
    ("appeal/loading/reading.py", "print('This is about tracking.')"),
]


@pytest.mark.parametrize(("path", "source"), KEPT)
def test_what_the_rules_allow_is_not_refused(path: str, source: str) -> None:
    assert problems(path, source, frozenset({"transactions"})) == []

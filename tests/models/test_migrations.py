"""While an update goes on, the code before it reads and writes tables that the new code has brought up to date."""

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

# The last one before there was a site to update.
FIRST = "0005_daily_counts"
# The code before would look for what these take away, or would not know what they ask for.
TAKES_AWAY = (
    *(migrations.RemoveField, migrations.RenameField, migrations.DeleteModel, migrations.RenameModel),
    *(migrations.AlterModelTable, migrations.RunSQL, migrations.SeparateDatabaseAndState),
)


def why_not(operation, old=None):
    """What the code before can't go on with, in words; nothing where it can. `old` is the field as it was."""
    if isinstance(operation, TAKES_AWAY):
        return f"{type(operation).__name__} takes away what it may read, or can't be judged"
    is_new = isinstance(operation, migrations.AddField)
    is_narrowed = isinstance(operation, migrations.AlterField) and (old is None or old.null)
    if (is_new or is_narrowed) and asks_for_a_value(operation.field):
        return f"{operation.name} asks for a value that it does not give: null=True or db_default="
    return ""


def asks_for_a_value(field):
    return not (field.null or field.many_to_many or field.primary_key or field.db_default is not NOT_PROVIDED)


def refused(migration, state):
    """The faults of a migration. One that says since which version nothing reads what it takes away may do it."""
    if getattr(migration, "unread_since", ""):
        return []
    faults = []
    for operation in migration.operations:
        model = state.models.get(("mapping", getattr(operation, "model_name", "").lower()))
        faults.append(why_not(operation, model and model.fields.get(getattr(operation, "name", ""))))
        operation.state_forwards("mapping", state)
    return [words for words in faults if words]


def found():
    """The faults of every new migration, by its name."""
    loader = MigrationLoader(None)
    names = sorted(name for app, name in loader.disk_migrations if app == "mapping" and name > FIRST)
    for name in names:
        key = ("mapping", name)
        yield name, refused(loader.disk_migrations[key], loader.project_state(key, at_end=False))


def test_no_migration_breaks_the_code_that_it_finds_running():
    assert not {name: faults for name, faults in found() if faults}


@pytest.mark.parametrize(
    ("operation", "is_refused"),
    [
        (migrations.RemoveField("tool", "gist"), True),
        (migrations.RenameField("tool", "gist", "summary"), True),
        (migrations.DeleteModel("Tool"), True),
        (migrations.RunSQL("DROP TABLE x"), True),
        (migrations.AddField("tool", "x", models.TextField(default="")), True),
        (migrations.AlterField("tool", "x", models.TextField()), True),
        (migrations.AddField("tool", "x", models.TextField(db_default="")), False),
        (migrations.AddField("tool", "x", models.TextField(null=True)), False),
        (migrations.AddField("tool", "x", models.ManyToManyField("tool")), False),
        (migrations.CreateModel("New", [("id", models.BigAutoField(primary_key=True))]), False),
        (migrations.AddIndex("tool", models.Index(fields=["slug"], name="x")), False),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, bool) else "",
)
def test_what_is_refused(operation, is_refused):
    assert bool(why_not(operation)) == is_refused


def test_a_second_step_says_since_when_nothing_reads_what_it_takes_away():
    step = migrations.Migration("0099_second_step", "mapping")
    step.operations = [migrations.DeleteModel("Suggestion")]
    now = MigrationLoader(None).project_state()
    assert refused(step, now.clone())

    step.unread_since = "1.4"

    assert not refused(step, now)


def test_a_field_that_asked_before_may_be_altered():
    operation = migrations.AlterField("tool", "gist", models.TextField())

    assert not why_not(operation, old=models.TextField()) and why_not(operation, old=models.TextField(null=True))

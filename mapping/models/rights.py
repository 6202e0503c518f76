"""The three groups of the desk, each with the least rights that its work needs."""

from collections.abc import Iterable

_RECORDS = ("concept", "tool", "falsefriend", "role")
_PARTS = (
    *("label", "conceptrelation", "mapping", "nocounterpart", "source", "tooluse", "machinename"),
    *("toollink", "toolmove", "toolmoveother", "sense", "notexact", "roleconcept"),
)
_LOOKED_UP = ("record", "version", "stage", "discipline", "externallink")


def _rights(verbs: Iterable[str], models: Iterable[str]) -> set[str]:
    return {f"mapping.{verb}_{model}" for model in models for verb in verbs}


# Writes drafts; what readers see changes only by an editor's hand. A record is never deleted, its parts are.
CONTRIBUTORS = (
    _rights(("view", "add", "change"), (*_RECORDS, *_PARTS))
    | _rights(("delete",), _PARTS)
    | _rights(("view",), (*_LOOKED_UP, "suggestion"))
)
# Reviews, publishes, withdraws, restores; answers readers; brings files and database together.
EDITORS = (
    CONTRIBUTORS
    | {"mapping.publish_record", "mapping.review_record"}
    | _rights(("change",), ("suggestion",))
    | _rights(("view", "change", "delete"), ("missedsearch",))
    | _rights(("view", "change"), ("syncconflict",))
    | _rights(("view",), ("dailycount",))
)
# Admits people and shuts them out; sees who did what.
ADMINISTRATORS = EDITORS | {
    *("auth.view_user", "auth.add_user", "auth.change_user", "auth.view_group"),
    *("mapping.view_accountevent", "admin.view_logentry", "sessions.view_session", "sessions.delete_session"),
}
GROUPS = {"contributors": CONTRIBUTORS, "editors": EDITORS, "administrators": ADMINISTRATORS}

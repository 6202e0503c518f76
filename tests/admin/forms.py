"""A form as a browser would send it back: what it shows, and what the editor typed over it."""

import html5lib
from django.urls import reverse

NS = "{http://www.w3.org/1999/xhtml}"


def address(record, page="change", *more):
    """A page of a record's desk."""
    return reverse(f"admin:mapping_{record._meta.model_name}_{page}", args=[record.pk, *more])


def form_of(client, record):
    """The change form of a record as this person's browser would send it back."""
    return filled_in(client.get(address(record)).content)


def filled_in(page: bytes) -> dict[str, str]:
    """The values of a page's change form; the rows that wait to be added are left out."""
    forms = html5lib.parse(page).iter(f"{NS}form")
    form = next(form for form in forms if form.get("id", "").endswith("_form"))
    values = {}
    for field in form.iter():
        name = field.get("name", "")
        if not name or "__prefix__" in name or field.get("type") in {"submit", "button"}:
            continue
        if field.tag == f"{NS}textarea":
            values[name] = (field.text or "").removeprefix("\n")
        elif field.tag == f"{NS}select":
            chosen = [option for option in field.iter(f"{NS}option") if option.get("selected") is not None]
            values[name] = chosen[0].get("value", "") if chosen else ""
        elif field.get("type") not in {"checkbox", "radio"} or field.get("checked") is not None:
            values[name] = field.get("value", "on" if field.get("type") == "checkbox" else "")
    return values


def with_part(values: dict[str, str], prefix: str, **part: object) -> dict[str, str]:
    """The form with one more part, as after “Add another”."""
    number = int(values[f"{prefix}-TOTAL_FORMS"])
    added = {f"{prefix}-{number}-{name}": str(value) for name, value in part.items()}
    return values | added | {f"{prefix}-TOTAL_FORMS": str(number + 1)}

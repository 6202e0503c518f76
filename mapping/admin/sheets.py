"""Tables at the desk: what a list shows goes out; a table comes in, after a look at what it would do."""

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone

from mapping import content, exchange, publication, tables
from mapping.admin.saving import name_of
from mapping.models import Upload

SSSOM = "sssom"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        max_length=120,
        help_text=f"CSV, XLSX or SSSOM/TSV; at most {tables.MOST_BYTES // 1_000_000} MB and {tables.MOST_ROWS:,} rows.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > tables.MOST_BYTES:
            raise forms.ValidationError("The file is too large: cut it in two.")
        return file


class SheetPages:
    """The pages of a desk for tables; mixed into a ModelAdmin whose `sheet` says which table it is."""

    sheet: content.Table
    sheet_formats = (tables.CSV, tables.XLSX)
    change_list_template = "admin/mapping/sheet_list.html"

    def get_urls(self):
        pages = [
            ("export/<str:form>/", self.export_view, "export"),
            ("import/", self.import_view, "import"),
            ("import/<int:pk>/", self.confirm_view, "confirm"),
        ]
        own = [
            path(address, self.admin_site.admin_view(view), name=f"mapping_{self.opts.model_name}_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        kept = request.GET.urlencode()
        shown = {"sheet_formats": self.sheet_formats, "sheet_query": f"?{kept}" if kept else ""}
        shown["title"] = self.opts.verbose_name_plural.capitalize()
        shown["may_import"] = self._may_import(request)
        return super().changelist_view(request, shown | (extra_context or {}))

    def cells(self, rows) -> list[dict[str, str]]:
        """The rows of the table for these rows of the list."""
        raise NotImplementedError

    def export_view(self, request: HttpRequest, form: str) -> HttpResponse:
        """What the list shows with these filters, on all of its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if form not in self.sheet_formats:
            raise Http404("There is no such format.")
        try:
            found = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:
            raise Http404("There is no such filter.") from error
        if form == SSSOM:
            data, name, kind = (
                exchange.sssom.positive(found).encode(),
                f"{self.sheet.name}.sssom.tsv",
                "text/tab-separated-values",
            )
        else:
            data = tables.write(form, self.sheet.names, self.cells(found))
            name, kind = f"{self.sheet.name}.{form}", tables.MEDIA_TYPES[form]
        return HttpResponse(data, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Choose a file; what is wrong with it is said row by row, and nothing of it is kept."""
        self._refuse_strangers(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        faults = []
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            data = file.read()
            try:
                content.plan(self.sheet, exchange.read_rows(data), self._importer(request))
            except tables.TableError as error:
                faults = error.faults
            else:
                Upload.objects.forget_old()
                kept = Upload.objects.create(table=self.sheet.name, name=file.name, data=data, author=request.user)
                return redirect(f"admin:mapping_{self.opts.model_name}_confirm", kept.pk)
        return self._sheet_page(request, "import", {"form": form, "faults": faults})

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would change; sent back, it does, unless somebody has changed the same records meanwhile."""
        self._refuse_strangers(request)
        upload = get_object_or_404(Upload, pk=pk, table=self.sheet.name, author=request.user)
        plan, faults = None, []
        try:
            rows = exchange.read_rows(bytes(upload.data))
            if request.method == "POST" and "_cancel" not in request.POST:
                return self._apply(request, upload, rows)
            plan = content.plan(self.sheet, rows, self._importer(request))
        except tables.TableError as error:
            faults = error.faults
        except content.Overtaken as overtaken:
            messages.warning(request, "Somebody changed these records meanwhile. This is what would change now.")
            plan = overtaken.plan
        if "_cancel" in request.POST:
            upload.delete()
            messages.info(request, "Nothing was imported.")
            return redirect(self._list)
        return self._sheet_page(request, "confirm", {"upload": upload, "plan": plan, "faults": faults})

    def _apply(self, request, upload: Upload, rows: list[tables.Row]) -> HttpResponse:
        stand, reason = request.POST.get("stand", ""), request.POST.get("reason", "").strip()[:300]
        reason = reason or f"Imported from {upload.name}"[:300]
        done = content.apply(self.sheet, rows, self._importer(request), stand=stand, reason=reason)
        upload.delete()
        waiting = f" {len(done.proposed)} records wait for an editor." if done.proposed else ""
        messages.success(request, f"{len(done.changes)} rows are imported, {done.unchanged} were unchanged.{waiting}")
        return redirect(self._list)

    @property
    def _list(self) -> str:
        return reverse(f"admin:mapping_{self.opts.model_name}_changelist")

    def _importer(self, request) -> content.Importer:
        author = publication.Author(name_of(request.user), request.user)
        return content.Importer(author, request.user.has_perm("mapping.publish_record"), timezone.localdate())

    def _may_import(self, request) -> bool:
        return all(request.user.has_perm(f"mapping.{verb}_{self.opts.model_name}") for verb in ("add", "change"))

    def _refuse_strangers(self, request) -> None:
        if not self._may_import(request):
            raise PermissionDenied

    def _sheet_page(self, request, name: str, context: dict) -> HttpResponse:
        titles = {"import": f"Import {self.sheet.name}", "confirm": f"What this import does to the {self.sheet.name}"}
        shown = self.admin_site.each_context(request) | {"opts": self.opts, "title": titles[name]}
        shown |= {"sheet": self.sheet, "list_address": self._list}
        return render(request, f"admin/mapping/{name}.html", shown | context)

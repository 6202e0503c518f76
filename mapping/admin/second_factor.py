"""A second factor for one's own account: an app that shows codes (TOTP, RFC 6238), and recovery codes on paper."""

import io
from base64 import b32encode

import qrcode
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django_otp import login, match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

from mapping.admin import sessions
from mapping.models import AccountEvent

RECOVERY_CODES = 10


def set_up(request: HttpRequest) -> HttpResponse:
    """Show the secret, take the first code that proves it, then give the recovery codes, once."""
    if not (request.user.is_active and request.user.is_staff):
        return redirect("admin:login")
    own = TOTPDevice.objects.filter(user=request.user)
    if own.filter(confirmed=True).exists():
        return _is_set_up(request)
    device, _ = own.get_or_create(user=request.user, confirmed=False, defaults={"name": "app"})
    if request.method == "POST":
        if device.verify_token(request.POST.get("code", "").replace(" ", "")):
            return _page(request, {"codes": _confirmed(request, device)})
        messages.error(request, "That is not the code that the app shows now. Is the clock of your phone right?")
    key = b32encode(device.bin_key).decode()
    return _page(request, {"key": key, "picture": _picture(device.config_url)})


def _is_set_up(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "_remove" in request.POST:
        if match_token(request.user, request.POST.get("code", "").replace(" ", "")):
            TOTPDevice.objects.filter(user=request.user).delete()
            StaticDevice.objects.filter(user=request.user).delete()
            sessions.note(request, AccountEvent.Kind.FACTOR_OFF)
            messages.success(request, "The second factor is removed.")
            return redirect("admin:second-factor")
        messages.error(request, "That is no code of yours.")
    left = StaticToken.objects.filter(device__user=request.user).count()
    return _page(request, {"is_set_up": True, "left": left})


@transaction.atomic
def _confirmed(request: HttpRequest, device: TOTPDevice) -> list[str]:
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    StaticDevice.objects.filter(user=request.user).delete()
    paper = StaticDevice.objects.create(user=request.user, name="recovery codes")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=code) for code in codes)
    login(request, device)
    sessions.note(request, AccountEvent.Kind.FACTOR_ON)
    return codes


def _picture(address: str) -> SafeString:
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(drawn)
    return mark_safe(drawn.getvalue().decode().partition("?>")[2])


def _page(request: HttpRequest, context: dict) -> HttpResponse:
    shared = admin.site.each_context(request) | {"title": "Second factor"}
    return render(request, "admin/second_factor.html", shared | context)

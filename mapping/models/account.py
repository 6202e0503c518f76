"""The log of accounts: who signed in or failed to, and what became of second factors and sessions."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT_DAYS = 90
# So that a robot with many addresses can't fill the database.
MOST = 20_000


class AccountEventQuerySet(models.QuerySet):
    def note(self, kind: str, *, user=None, address: str = "", browser: str = "") -> None:
        """Write one line, and forget what is older than 90 days or beyond the bound."""
        self.filter(at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()
        made = self.create(kind=kind, user=user, address=address[:45], browser=browser[:200])
        self.filter(pk__lte=made.pk - MOST).delete()

    def failures(self):
        """Attempts of the last week that failed."""
        kinds = [AccountEvent.Kind.WRONG, AccountEvent.Kind.CODE, AccountEvent.Kind.LOCKED]
        return self.filter(kind__in=kinds, at__gt=timezone.now() - timedelta(days=7)).select_related("user")


class AccountEvent(models.Model):
    """Something that happened to an account.

    A name that no account has is not kept: people type passwords into that field.
    """

    class Kind(models.TextChoices):
        IN = "in", "Signed in"
        WRONG = "wrong", "Wrong name or password"
        CODE = "code", "Wrong code of the second factor"
        LOCKED = "locked", "Locked out"
        OUT = "out", "Signed out"
        FACTOR_ON = "on", "Second factor set up"
        FACTOR_OFF = "off", "Second factor removed"
        ENDED = "ended", "Session ended from elsewhere"

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField("what", max_length=6, choices=Kind, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="who")
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    objects = AccountEventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "sign-in"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user or 'no such account'}"

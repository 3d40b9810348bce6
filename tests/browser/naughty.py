"""Texts that try to become something else: markup, script, a template, a formula, a direction."""

# Where a text becomes code it says so on the window.
HIT = "window.naughty=1"
NAUGHTY = (
    f"<script>{HIT}</script>", f"</script><script>{HIT}</script>", f'"><script>{HIT}</script>',
    f"<img src=x onerror={HIT}>", f"'><img src=x onerror='{HIT}'>", f"<svg/onload={HIT}>",
    f"<body onload={HIT}>", f"<details open ontoggle={HIT}>", f"<b onmouseover={HIT}>b</b>",
    f'" onfocus="{HIT}" autofocus="', f"' onmouseover='{HIT}' x='", f"`onclick={HIT}`",
    f"<a href=javascript:{HIT}>a</a>", f"javascript:{HIT}", f"JaVaScRiPt:{HIT}",
    f"[a](javascript:{HIT})", "<iframe srcdoc='<script>parent.naughty=1</script>'>",
    "<iframe src=data:text/html,x>", "<object data=x>", "<embed src=x>", "<base href=//evil.test/>",
    "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=//evil.test/>",
    "<style>*{display:none}</style>", "</style>", "<form action=//evil.test><button>b</button>",
    "<input type=image src=x>", "</main></body></html>", "<!-- a comment", "-->", "<![CDATA[ x",
    "]]>", "<plaintext>", "</textarea>", "</title>", "</select>", "</td></tr></table>",
    "<template>", "&lt;b&gt;", "&amp;amp;", "&#60;b&#62;", "&nbsp", "%3Cscript%3E",
    "\\u003cscript\\u003e",
    "{{ 7 * 7 }}", "{% now 'Y' %}", "{# hidden #}", "{{ request.user.password }}", "${7*7}",
    "#{7*7}", "<%= 7 * 7 %>", "%(name)s", "{name}", "%s %d %n", "{0.__class__}",
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"//evil.test\")", "=cmd|' /C calc'!A0",
    "' OR 1=1 --", "Robert'); DROP TABLE x;--", "\u202eright to left\u202c", "\u200fmark\u200e",
    "שלום and مرحبا", "\U0001f469\u200d\U0001f4bb and \U0001f1ec\U0001f1f9",
    "Z\u0351\u036b\u0343a\u0334l", "\ufeffbom", "a\u00a0b\u2003c", "ﷺ", "İıſ", "null",
    "undefined", "True", "../../etc/passwd",
    "\\\\server\\share", "C:\\nul", "A" * 60,
)  # fmt: skip

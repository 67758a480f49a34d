"""The demo's fixed credentials: worth nothing, accepted by this server only.

`demo-credential` opens every service. Who types one into a first run has to give a token that looks like its service's own:
`xoxp-demo-credential` opens Slack, `ghp_demo-credential` GitHub, `glpat-demo-credential` GitLab (with `-reads` after it to read only); `xapp-demo-credential` is that of a Slack app. What follows them is of no account, so that a test can mark one;
but `…-as-bo` is Slack's token of the person `bo`, so that several people's apps can meet.
"""

TOKEN = "demo-credential"  # noqa: S105 - not a secret, and documented as such
SLACK, APP, GITHUB = f"xoxp-{TOKEN}", f"xapp-{TOKEN}", f"ghp_{TOKEN}"
GITLAB = f"glpat-{TOKEN}"
GITLAB_READS = f"{GITLAB}-reads"

"""How a repository is named in the config: owner/name, and nothing that an address would take for a way up."""

NAMED = r"^(?!\.{1,2}/)[\w.-]{1,100}/(?!\.{1,2}$)[\w.-]{1,100}$"

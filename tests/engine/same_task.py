"""What stands in an invented queue, and what somebody is about to put into it: the same thing in other words, or another one."""

# the task that is there; titles that mean the same
SAME: dict[str, tuple[str, ...]] = {
    "Password reset mail never arrives": (
        "I can't reset my password, the reset mail never arrives",
        "Customer does not get the password reset e-mail",
        "Password reset: mail is not arriving",
    ),
    "CSV export of orders is empty": ("Orders export (CSV) gives an empty file", "Empty CSV when exporting orders"),
    "Admin console login fails with 500": (
        "Login to admin console: error 500",
        "500 when logging in to the admin console",
    ),
    "VPN drops every few minutes": ("VPN connection drops every couple of minutes from home",),
    "Customer charged twice for one invoice": ("Charged twice on one invoice, how do we refund?",),
    "Staging gateway answers 502": (
        "staging gives 502 bad gateway",
        "Is staging down? I only see a 502 from the gateway",
    ),
    "Label printer prints blank pages": ("Blank pages from the label printer in the warehouse",),
    "Search finds no products with umlauts": ("Products with umlauts in their name are not found by the search",),
    "Checkout: total is NaN with a voucher": ("Total shows NaN when I use a voucher at checkout",),
    "Report of sales is a day late": ("Sales report comes a day late", "The daily sales report is one day behind"),
    "Update OpenSSL on the build agents": ("OpenSSL on build agents is outdated, please update",),
    "Tests on main are red: test_checkout times out": ("Build red: test_checkout times out on main",),
}
# what nobody means with any of these, though it has a word or two of some
OTHERS = (
    "Password policy: allow longer passwords",
    "Orders page is slow with 10,000 orders",
    "Admin console: add a dark mode",
    "Order a new VPN token for Priya",
    "Invoice PDF has the wrong logo",
    "Staging needs the new certificate",
    "Printer driver for the new laptops",
    "Search: sort products by price",
    "Voucher codes for the summer sale",
    "Report of returned parcels per week",
    "Build agents run out of disk",
    "Move test_import out of the nightly",
    "Customer wants to delete their account",
    "Write the release notes of 3.2",
    "Mail templates in French",
)
# the same, not looked at when the measure was chosen; some are what a whole message says
UNSEEN: dict[str, tuple[str, ...]] = {
    "Timeout when uploading large images": (
        "Upload of large images times out",
        "Image upload: time-out with large files",
    ),
    "Shipping costs to Norway are wrong": ("Wrong shipping costs for Norway",),
    "Webhook is sent twice after a retry": (
        "Hi all, after a retry our partner receives the webhook twice, could you look?",
    ),
    "Translation of the basket page is missing in Polish": ("Basket page: Polish translation missing",),
    "Rotate the signing key before December": ("Signing key must be rotated before December",),
    "Job import-prices fails on Sundays": ("import-prices job failed again last Sunday",),
    "Users cannot change their e-mail address": ("Changing the e-mail address does not work for users",),
    "Dashboard shows yesterday's numbers": ("The dashboard still has the numbers of yesterday",),
}

"""Questions of an invented support channel: those of one topic ask the same in other words, all others ask something else."""

TOPICS: dict[str, tuple[str, ...]] = {
    "password": (
        "Hi team, I can't reset my password, the reset mail never arrives",
        "Password reset e-mail is not arriving for one of our customers, can somebody look?",
        "Customer says they get no mail when they reset their password",
    ),
    "export": (
        "The CSV export of the orders page is empty since this morning",
        "Hello! Orders export (CSV) gives me an empty file today",
        "csv export of orders comes out empty, anybody else?",
    ),
    "login": (
        "Login to the admin console fails with error 500",
        "I get a 500 when I log in to the admin console :(",
        "Good morning, admin console login is broken: error 500",
    ),
    "vpn": (
        "VPN drops every few minutes when I work from home",
        "My VPN connection drops every couple of minutes, what can I do?",
    ),
    "invoice": (
        "A customer was charged twice for invoice 20931, who can refund it?",
        "We charged somebody twice on one invoice, how do we refund?",
        "How can I refund a customer who was charged twice?",
    ),
    "staging": (
        "Is staging down? I only see a 502 from the gateway",
        "staging gives 502 bad gateway, is it down for anybody else?",
    ),
    "api key": (
        "Where do I get an API key for the partner sandbox?",
        "Hey, a partner asks for an API key for the sandbox, where do they get it?",
    ),
    "webhook": (
        "Webhooks for shipped orders arrive twice at a customer",
        "Customer reports duplicate webhooks when an order is shipped",
    ),
    "translation": (
        "The German translation of the checkout page is wrong, who owns it?",
        "Who can fix a wrong German text on the checkout page?",
    ),
    "permissions": (
        "Please give me access to the analytics dashboard",
        "Could somebody give Mina access to the analytics dashboard?",
        "I need permission to see the analytics dashboard, thanks!",
    ),
    "slow": (
        "Search on the shop is very slow, results take 20 seconds",
        "Shop search takes forever, about 20 seconds for results",
    ),
    "label": (
        "Shipping labels print in the wrong size since the update",
        "Since the update the shipping labels are printed too small",
    ),
    "unsubscribe": (
        "A customer still gets the newsletter after unsubscribing",
        "Unsubscribed customer keeps getting our newsletter, can you check?",
    ),
    "delete": (
        "How do I delete a customer's account on their request (GDPR)?",
        "Customer asks us to delete their account, GDPR, what do I do?",
    ),
    # near the others by their words, and something else
    "export pdf": ("Can the orders page export PDF as well?",),
    "login app": ("Login in the mobile app forgets me every day",),
    "password policy": ("What is our password policy for customers?",),
    "invoice address": ("How can a customer change the address on an invoice?",),
    "staging data": ("Can somebody copy production data to staging?",),
    "dashboard empty": ("The analytics dashboard is empty since yesterday",),
    "search ads": ("Who looks after our search ads?",),
    "order stuck": ("Order 88123 is stuck in payment pending",),
    "order lost": ("Order 71002 was never delivered, the carrier knows nothing",),
    "meeting": ("Where is the support meeting today?",),
    "holiday": ("Who is on duty on Friday? It is a public holiday",),
    "webhook docs": ("Where are the webhooks documented?",),
    "api limit": ("What is the rate limit of the API for partners?",),
    "label new": ("Which label do I put on a new support ticket?",),
    "account name": ("How do I rename a customer's account?",),
    "down": ("Is it down?",),
    "help": ("Hi, can somebody help me please?",),
    "question": ("Quick question about the shop, who can I ask?",),
}

# Written after the likeness was chosen, and not used to choose it.
OTHERS: dict[str, tuple[str, ...]] = {
    "basket": (
        "The basket loses its articles when I log in",
        "Articles vanish from the basket after login",
        "After login my basket is empty, where are the articles?",
    ),
    "voucher": (
        "Voucher code SPRING is rejected at checkout",
        "Customers say the voucher SPRING is rejected in the checkout",
    ),
    "vat": (
        "The VAT on Swiss orders is wrong",
        "Wrong VAT for orders from Switzerland, can you look?",
    ),
    "build": (
        "Our build waits for a runner for an hour",
        "Builds wait an hour until a runner is free",
    ),
    "phone": (
        "Customers cannot change their phone number in the profile",
        "A customer can't change the phone number in their profile",
    ),
    "stock": (
        "The stock of article 4411 is negative in the warehouse app",
        "Warehouse app shows a negative stock for article 7120",
    ),
    "picture": ("Product pictures are blurred on phones",),
    "voucher new": ("How do I make a new voucher code?",),
    "vat number": ("Where does a customer enter their VAT number?",),
    "runner": ("Which runner do builds of the mobile app use?",),
    "phone support": ("Is there a phone number for support at night?",),
    "stock export": ("Can I export the stock of the warehouse as a file?",),
    "basket share": ("Can customers share their basket?",),
    "profile": ("Customers cannot change their picture in the profile",),
}

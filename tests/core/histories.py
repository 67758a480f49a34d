"""Histories of broken builds, written from the shapes of real repositories: what came in, what failed, and who it was.

A change is `name: path path …`, with `#12` behind its name where it is of a pull request; a culprit of `None` is one that nobody can tell.
"""

from typing import NamedTuple

from supporttray.core.suspect import Author, Change, Changes
from supporttray.core.triage import Cause, FailedTest, Verdict


class History(NamedTuple):
    """What came in between green and red, the oldest first, why it was red, and the one who did it."""

    name: str
    changes: tuple[Change, ...]
    verdict: Verdict
    culprit: str | None
    complete: bool = True

    @property
    def range(self) -> Changes:
        return Changes(changes=self.changes, complete=self.complete)


def change(line: str) -> Change:
    """`ada/42 Fix the total: src/basket.py docs/a.md`: the author, the request's number, the title, the paths."""
    head, _, files = line.partition(": ")
    who, _, title = head.partition(" ")
    name, _, number = who.partition("/")
    bot = name.endswith("bot")
    return Change(
        id=f"{abs(hash_of(line)):040x}",
        title=title or "Work on it",
        author=Author(name, f"{name}@example.com", name),
        number=f"#{number}" if number else "",
        files=tuple(files.split()),
        bot=bot,
    )


def hash_of(text: str) -> int:
    return sum(ord(letter) * 31**at for at, letter in enumerate(text)) % 16**40


def a_test(name: str, file: str = "", message: str = "") -> FailedTest:
    return FailedTest(name, file, message)


def failed(*tests: FailedTest, text: str = "", files: str = "") -> Verdict:
    return Verdict(cause=Cause.TEST, tests=tests, text=text, files=tuple(files.split()))


def why(cause: Cause, text: str = "", files: str = "") -> Verdict:
    return Verdict(cause=cause, text=text, files=tuple(files.split()))


def history(name: str, lines: str, verdict: Verdict, culprit: str | None, *, complete: bool = True) -> History:
    changes = tuple(change(line.strip()) for line in lines.strip().splitlines())
    return History(name, changes, verdict, culprit, complete)


BASKET = failed(
    a_test("tests/checkout/test_basket.py::test_total", "tests/checkout/test_basket.py", "assert 29.98 == 30")
)
JAVA = failed(
    a_test("com.acme.shop.basket.BasketTest.addsUp", "", "expected: <30> but was: <29>"),
    text="BasketTest.addsUp:42 expected: <30> but was: <29>",
)

HISTORIES = (
    history("python: the code of the test", "ada/1 Round: src/shop/checkout/basket.py\nbo/2 Docs: docs/index.md\ncy/3 Log in: src/shop/login/form.py", BASKET, "ada"),
    history("python: the test itself", "ada Test more: tests/checkout/test_basket.py\nbo Log in: src/shop/login/form.py", BASKET, "ada"),
    history("python: in the trace", "ada Money: src/shop/money.py\nbo Mail: src/shop/mail.py\ncy Basket note: README.md",
            failed(*BASKET.tests, files="src/shop/money.py tests/checkout/test_basket.py"), "ada"),
    history("python: a checkout on a machine", "ada Money: src/shop/money.py\nbo Mail: src/shop/mail.py",
            failed(*BASKET.tests, files="/home/runner/work/shop/shop/src/shop/money.py"), "ada"),
    history("python: an import that is gone", "ada Tidy: src/shop/pricing.py\nbo Mail: src/shop/mail.py src/shop/login/form.py",
            failed(a_test("tests/checkout/test_basket.py", "tests/checkout/test_basket.py"), text="ImportError: cannot import name 'half_up' from 'shop.pricing'"), "ada"),
    history("python: conftest", "ada Fixtures: tests/conftest.py\nbo Docs: docs/a.md\ncy Mail: src/shop/mail.py", BASKET, "ada"),
    history("python: one change", "ada Anything: src/shop/settings.py", BASKET, "ada"),
    history("python: one change of words", "ada Typo: README.md docs/guide.md", BASKET, None),
    history("python: two that could both be it", "ada A: src/shop/mail.py\nbo B: src/shop/login/form.py", BASKET, None),
    history("python: the only code", "ada A: src/shop/mail.py\nbo B: docs/a.md\ncy C: CHANGELOG.md", BASKET, "ada"),
    history("python: both near", "ada A: src/shop/checkout/basket.py\nbo B: tests/checkout/test_basket.py", BASKET, None),
    history("python: same folder", "ada A: src/shop/checkout/voucher.py\nbo B: src/shop/mail/smtp.py\ncy C: src/shop/login/form.py", BASKET, "ada"),
    history("python: a sweep and the one", "bo Format: " + " ".join(f"src/shop/f{n}.py" for n in range(60)) + " src/shop/checkout/basket.py\nada Round: src/shop/checkout/basket.py", BASKET, "ada"),
    history("python: a library that the failure names", "dependabot/9 Bump pydantic from 1.10 to 2.0: requirements.txt\nada Mail: src/shop/mail.py",
            failed(*BASKET.tests, text="pydantic.errors.PydanticUserError: `Field` default cannot be set"), "dependabot"),
    history("python: a bot that bumps something else", "dependabot/9 Bump black from 23 to 24: requirements-dev.txt\nada Round: src/shop/checkout/basket.py", BASKET, "ada"),
    history("python: taken back again", 'ada/5 Round totals: src/shop/checkout/basket.py\nbo/6 Revert "Round totals" (#6): src/shop/checkout/basket.py\ncy Mail: src/shop/mail.py', BASKET, "cy"),
    history("python: a revert that breaks", 'bo/6 Revert "Add half up rounding": src/shop/checkout/basket.py\ncy Mail: src/shop/mail.py', BASKET, "bo"),
    history("python: not all is known", "ada A: src/shop/settings.py", BASKET, None, complete=False),
    history("python: not all is known, and yet", "ada A: src/shop/checkout/basket.py\nbo B: src/shop/mail.py", BASKET, "ada", complete=False),
    history("python: ten others", "ada A: src/shop/checkout/basket.py\n" + "\n".join(f"p{n}/{n} Work {n}: src/shop/area{n}/x{n}.py" for n in range(10)), BASKET, "ada"),
    history("python: package file", "ada A: src/shop/basket/__init__.py\nbo B: src/shop/mail/__init__.py", failed(a_test("tests/test_basket.py::test_a", "tests/test_basket.py")), "ada"),
    history("python: other tests only", "ada A: tests/mail/test_smtp.py\nbo B: src/shop/checkout/voucher.py", BASKET, "bo"),
    history("django: a migration's neighbour", "ada A: orders/models.py orders/migrations/0007_total.py\nbo B: accounts/views.py",
            failed(a_test("orders.tests.test_views.OrderViewTests.test_list", "", 'column "total" does not exist')), "ada"),
    history("java: the class", "ada A: src/main/java/com/acme/shop/basket/Basket.java\nbo B: src/main/java/com/acme/shop/mail/Mailer.java", JAVA, "ada"),
    history("java: the package", "ada A: src/main/java/com/acme/shop/basket/Rounding.java\nbo B: src/main/java/com/acme/shop/mail/Mailer.java\ncy C: src/main/java/com/acme/shop/login/Login.java", JAVA, "ada"),
    history("java: the trace", "ada A: core/src/main/java/com/acme/money/Money.java\nbo B: web/src/main/java/com/acme/web/Page.java",
            failed(a_test("com.acme.shop.basket.BasketTest.addsUp"), text="java.lang.NullPointerException at com.acme.money.Money.add(Money.java:17)", files="Money.java"), "ada"),
    history("java: does not compile", "ada A: api/src/main/java/com/acme/Order.java\nbo B: web/src/main/java/com/acme/Page.java",
            why(Cause.BUILD, "error: cannot find symbol symbol: method getTotal() location: class Order", "web/src/main/java/com/acme/Cart.java"), "ada"),
    history("java: does not compile where it stands", "ada A: web/src/main/java/com/acme/web/Cart.java\nbo B: docs/a.adoc\ncy C: web/src/main/java/com/acme/mail/Mail.java",
            why(Cause.BUILD, "Cart.java:[12,9] ';' expected", "/builds/acme/shop/web/src/main/java/com/acme/web/Cart.java"), "ada"),
    history("gradle: a dependency", "renovate-bot/8 Update dependency com.h2database:h2 to v2: build.gradle.kts\nada A: src/main/java/com/acme/A.java",
            why(Cause.BUILD, "Could not resolve com.h2database:h2:2.9.999"), "renovate-bot"),
    history("kotlin: spec", "ada A: app/src/main/kotlin/io/acme/Cart.kt\nbo B: app/src/main/kotlin/io/acme/Mail.kt", failed(a_test("io.acme.CartSpec.adds two", "app/src/test/kotlin/io/acme/CartSpec.kt")), "ada"),
    history("jest: beside it", "ada/3 A: packages/cart/src/basket.ts\nbo/4 B: packages/mail/src/smtp.ts\ndependabot/5 Bump lodash: package-lock.json",
            failed(a_test("Basket > adds up", "packages/cart/src/basket.spec.ts")), "ada"),
    history("jest: the folder's index", "ada A: src/basket/index.tsx\nbo B: src/mail/index.tsx", failed(a_test("basket renders", "src/basket/index.test.tsx")), "ada"),
    history("jest: a snapshot", "ada A: src/components/Button.tsx\nbo B: src/pages/home.tsx", failed(a_test("Button renders correctly", "src/components/__tests__/Button.test.tsx", "does not match stored snapshot")), "ada"),
    history("vitest: another package of the monorepo", "ada A: packages/pricing/src/vat.ts\nbo B: packages/mail/src/smtp.ts\ncy C: apps/web/src/home.tsx",
            failed(a_test("rounds", "packages/pricing/test/rounding.test.ts")), "ada"),
    history("typescript: does not compile", "ada A: src/cart.ts\nbo B: src/mail.ts", why(Cause.BUILD, "src/cart.ts(12,5): error TS2345: Argument of type", "src/cart.ts"), "ada"),
    history("npm: lock file", "renovate-bot/7 Update dependency webpack to v6: package.json package-lock.json\nada A: src/cart.ts\nbo B: src/mail.ts",
            why(Cause.BUILD, "npm ERR! ERESOLVE could not resolve dependency: peer webpack@^5"), "renovate-bot"),
    history("cypress: css", "ada A: src/checkout/pay.scss src/checkout/pay.tsx\nbo B: src/mail/mail.tsx", failed(a_test("pays", "cypress/e2e/checkout/pay.cy.ts")), "ada"),
    history("playwright: words of the page", "ada A: web/src/login/LoginForm.tsx\nbo B: server/mail/send.go", failed(a_test("login > refuses", "e2e/login.spec.ts", "getByRole('button')")), "ada"),
    history("go: the package", "ada A: internal/basket/total.go\nbo B: internal/mail/send.go\ncy C: cmd/shop/main.go", failed(a_test("github.com/acme/shop/internal/basket.TestTotal")), "ada"),
    history("go: the file", "ada A: basket/total.go\nbo B: mail/send.go", failed(a_test("TestTotal", "basket/total_test.go")), "ada"),
    history("go: does not compile", "ada A: pkg/store/store.go\nbo B: pkg/mail/send.go", why(Cause.BUILD, "pkg/api/handler.go:31:12: undefined: store.Open", "pkg/api/handler.go"), "ada"),
    history("go: go.sum", "ada A: go.mod\nbo B: pkg/mail/send.go", why(Cause.BUILD, "missing go.sum entry for module providing package github.com/x/y; to add: go mod download"), "ada"),
    history("rust: module", "ada A: src/basket.rs\nbo B: src/mail.rs", failed(a_test("basket::tests::adds_up", "", "assertion `left == right` failed")), "ada"),
    history("rust: panicked there", "ada A: crates/money/src/lib.rs\nbo B: crates/mail/src/lib.rs", failed(a_test("tests::adds_up", "", "panicked at crates/money/src/lib.rs:12:5")), "ada"),
    history("rust: clippy", "ada A: src/mail.rs\nbo B: src/basket.rs", why(Cause.LINT, "error: this `if` has identical blocks --> src/mail.rs:4:9", "src/mail.rs"), "ada"),
    history("ruby: rspec", "ada A: app/models/basket.rb\nbo B: app/mailers/order_mailer.rb", failed(a_test("./spec/models/basket_spec.rb:12")), "ada"),
    history("ruby: rails views", "ada A: app/views/orders/show.html.erb\nbo B: app/models/user.rb\ncy C: app/jobs/mail_job.rb", failed(a_test("Orders shows it", "spec/system/orders_spec.rb")), "ada"),
    history("php: phpunit", "ada A: src/Basket/Basket.php\nbo B: src/Mail/Mailer.php", failed(a_test("Acme\\Tests\\Basket\\BasketTest::testAdds", "/builds/acme/shop/tests/Basket/BasketTest.php")), "ada"),
    history("dotnet: project", "ada A: src/Acme.Shop/Basket.cs\nbo B: src/Acme.Mail/Mailer.cs", failed(a_test("Acme.Shop.Tests.BasketTests.Adds")), "ada"),
    history("dotnet: windows paths", "ada A: src/Acme.Shop/Money.cs\nbo B: src/Acme.Mail/Mailer.cs", failed(a_test("Acme.Shop.Tests.BasketTests.Adds"), files="D:\\a\\shop\\shop\\src\\Acme.Shop\\Money.cs"), "ada"),
    history("c++: gtest", "ada A: src/basket.cc include/basket.h\nbo B: src/mail.cc", failed(a_test("BasketTest.AddsUp", "test/basket_test.cc")), "ada"),
    history("c++: does not link", "ada A: CMakeLists.txt\nbo B: docs/a.md\ncy C: README.md", why(Cause.BUILD, "undefined reference to `mail::send(int)'"), "ada"),
    history("swift: xctest", "ada A: Shop/Sources/Basket.swift\nbo B: Shop/Sources/Mail.swift", failed(a_test("-[ShopTests.BasketTests testAdds]")), "ada"),
    history("bazel: target", "ada A: shop/basket/total.py\nbo B: shop/mail/send.py", failed(a_test("//shop/basket:basket_test")), "ada"),
    history("lint: markdown", "ada A: docs/guide.md\nbo B: src/shop/mail.py", why(Cause.LINT, "docs/guide.md:3 MD013 Line length", "docs/guide.md"), "ada"),
    history("lint: another file's", "ada A: src/shop/mail.py\nbo B: src/shop/login.py", why(Cause.LINT, "src/shop/mail.py:4:1 F401 imported but unused", "src/shop/mail.py"), "ada"),
    history("lint: new rules", "ada A: .eslintrc.json\nbo B: src/mail.ts\ncy C: src/cart.ts", why(Cause.LINT, "src/old.ts 3:1 error no-var", "src/old.ts"), "ada"),
    history("lint: one of many", "ada A: src/shop/a.py\nbo B: src/shop/b.py\ncy C: src/shop/c.py", why(Cause.LINT, "Found 1 error."), None),
    history("configuration: a workflow", "ada A: .github/workflows/ci.yml\nbo B: src/mail.ts\ncy C: src/cart.ts", why(Cause.CONFIGURATION, "Unable to resolve action `actions/checkoutt@v4`"), "ada"),
    history("configuration: gitlab", "ada A: .gitlab-ci.yml\nbo B: src/mail.go", why(Cause.CONFIGURATION, "jobs:test config contains unknown keys: scripts"), "ada"),
    history("configuration: the image", "ada A: docker/Dockerfile.ci\nbo B: src/mail.go\ncy C: src/cart.go", why(Cause.CONFIGURATION, "python3.13: command not found"), "ada"),
    history("configuration: nobody's", "ada A: src/mail.go\nbo B: src/cart.go", why(Cause.CONFIGURATION, "secret DEPLOY_KEY is not set"), None),
    history("commits of one request are one", "ada/7 A: src/shop/mail.py\nada/7 B: src/shop/checkout/basket.py\nada/7 C: docs/a.md\nbo/8 D: src/shop/login.py", BASKET, "ada"),
    history("css cannot break Go", "ada A: web/style/page.css\nbo B: internal/store/open.go", failed(a_test("TestTotal", "internal/basket/total_test.go")), None),
    history("flaky by nature: words of it only", "ada A: docs/a.md\nbo B: CHANGELOG.md", BASKET, None),
    history("many files that nobody can tell apart", "\n".join(f"p{n} W: src/shop/checkout/x{n}.py" for n in range(4)), BASKET, None),
    history("a name that is gone, told by the title", "ada Rename parse_amount to read_amount: src/shop/text.py\nbo B: src/shop/mail.py", failed(*BASKET.tests, text="NameError: name 'parse_amount' is not defined"), "ada"),
    history("far away, and somebody near", "ada Time zones: src/shop/clock.py\nbo B: src/shop/checkout/voucher.py", BASKET, "ada"),
    history("far away, and nobody near", "ada Time zones: src/shop/clock.py\nbo B: src/shop/mail.py\ncy C: src/shop/login.py", BASKET, "ada"),
    history("the one who tidied the test is not it", "bo Tidy: tests/checkout/test_basket.py tests/checkout/test_voucher.py tests/mail/test_smtp.py\nada Round: src/shop/checkout/basket.py src/shop/money.py",
            failed(*BASKET.tests, files="src/shop/money.py tests/checkout/test_basket.py"), "ada"),
    history("an exception in what one changed, the basket in another's", "ada A: src/shop/money.py\nbo B: src/shop/checkout/basket.py",
            failed(*BASKET.tests, text="ZeroDivisionError", files="tests/checkout/test_basket.py src/shop/checkout/basket.py src/shop/money.py"), "ada"),
    history("a schema in another language", "ada A: proto/basket.proto\nbo B: services/mail/send.go\ncy C: docs/a.md", failed(a_test("github.com/acme/shop/services/basket.TestTotal")), "ada"),
    history("the toolchain file", "ada A: .python-version\nbo B: docs/x.md", BASKET, "ada"),
    history("a merge of two pull requests near", "ada/1 Discounts: src/shop/checkout/discount.py\nbo/2 Basket: src/shop/checkout/basket.py tests/checkout/test_basket.py", BASKET, "bo"),
    history("html of a page", "ada A: templates/basket/show.html\nbo B: src/shop/mail.py", failed(a_test("tests/web/test_basket.py::test_page", "tests/web/test_basket.py")), "ada"),
    history("two tests, two causes", "ada A: src/shop/checkout/basket.py\nbo B: src/shop/mail/smtp.py",
            failed(a_test("tests/checkout/test_basket.py::test_a", "tests/checkout/test_basket.py"), a_test("tests/mail/test_smtp.py::test_b", "tests/mail/test_smtp.py")), None),
    history("terraform plan", "ada A: infra/dns/main.tf\nbo B: src/shop/mail.py", why(Cause.BUILD, "Error: Invalid reference on infra/dns/main.tf line 3", "infra/dns/main.tf"), "ada"),
    history("a docker build", "ada A: Dockerfile\nbo B: docs/x.md\ncy C: src/shop/mail.py", why(Cause.BUILD, 'failed to solve: process "/bin/sh -c pip install -r requirements.txt" did not complete'), None),
    history("merge commit beside the commits", "ada/7 Merge pull request #7: src/shop/checkout/basket.py\nada/7 Round: src/shop/checkout/basket.py\nbo/9 M: src/shop/mail.py", BASKET, "ada"),
    history("elixir", "ada A: lib/shop/basket.ex\nbo B: lib/shop_web/controllers/page.ex", failed(a_test("test adds up (Shop.BasketTest)", "test/shop/basket_test.exs")), "ada"),
    history("scala", "ada A: core/src/main/scala/acme/Basket.scala\nbo B: core/src/main/scala/acme/Mail.scala", failed(a_test("acme.BasketSpec")), "ada"),
    history("ctest", "ada A: lib/compress.c\nbo B: lib/http.c", failed(a_test("test_compress")), "ada"),
    history("node: only what it prints", "ada A: lib/fs/read.js\nbo B: doc/api/fs.md\ncy C: lib/net.js", failed(a_test("parallel/test-fs-read-stream", "test/parallel/test-fs-read-stream.js")), "ada"),
    history("java: a package is gone", "ada A: core/src/main/java/com/acme/money/Rounding.java\nbo B: web/src/main/java/com/acme/web/Page.java",
            why(Cause.BUILD, "error: package com.acme.money does not exist", "web/src/main/java/com/acme/Cart.java"), "ada"),
    history("go: a package is gone", "ada A: pkg/store/open.go\nbo B: pkg/mail/send.go", why(Cause.BUILD, "no Go files in github.com/acme/shop/pkg/store"), "ada"),
    history("typescript: an alias", "ada A: src/cart/basket.ts\nbo B: src/mail/send.ts", why(Cause.BUILD, "Cannot find module '@/cart/basket' or its type declarations."), "ada"),
    history("a test that moved", "ada A: tests/checkout/test_basket.py tests/old/test_basket.py\nbo B: src/shop/mail.py\ncy C: src/shop/login.py", BASKET, "ada"),
    # --- shapes that another reader added
    history("monorepo: shared package used by app", "ada/1 Make price a class: packages/money/src/price.ts packages/money/src/index.ts\nbo/2 New footer: apps/web/src/footer.tsx\ncy/3 Admin table: apps/admin/src/table.tsx",
            failed(a_test("Cart > shows the sum", "apps/web/src/cart.test.tsx", "TypeError: price.add is not a function"), text="at packages/money/src/price.ts:12:8", files="packages/money/src/price.ts"), "ada"),
    history("monorepo: go service, other services change", "ada/1 Cache: services/catalog/internal/cache/cache.go\nbo/2 Retry: services/mail/internal/send/send.go\ncy/3 Metrics: services/auth/internal/metrics/metrics.go",
            failed(a_test("TestCacheEvicts", "services/catalog/internal/cache/cache_test.go")), "ada"),
    history("monorepo: python workspace, import from a sibling", "ada/1 Drop legacy: libs/core/acme_core/dates.py\nbo/2 Page: services/api/acme_api/pages.py\ncy/3 Doc: docs/a.md",
            failed(a_test("services/jobs/tests/test_nightly.py::test_runs", "services/jobs/tests/test_nightly.py", "ImportError: cannot import name 'parse_day' from 'acme_core.dates'")), "ada"),
    history("rename: module moved, its user forgotten", "ada/1 Move pricing to billing: src/shop/billing/pricing.py src/shop/pricing.py\nbo/2 Mail: src/shop/mail.py",
            failed(a_test("tests/test_invoice.py::test_sum", "tests/test_invoice.py", "ModuleNotFoundError: No module named 'shop.pricing'")), "ada"),
    history("rename: java class, compile error elsewhere", "ada/1 Rename OrderDto to OrderView: api/src/main/java/com/acme/api/OrderView.java\nbo/2 Mail: web/src/main/java/com/acme/web/MailPage.java",
            why(Cause.BUILD, "error: cannot find symbol class OrderDto", "web/src/main/java/com/acme/web/OrderPage.java"), "ada"),
    history("config: settings file of the app", "ada/1 Timeouts: config/settings/test.yaml\nbo/2 Docs: README.md\ncy/3 Typo: docs/a.md",
            failed(a_test("tests/test_login.py::test_session_expires", "tests/test_login.py", "assert 30 == 60")), "ada"),
    history("config: tsconfig strict", "ada/1 Turn strict on: tsconfig.json\nbo/2 Cart: src/cart.ts\ncy/3 Mail: src/mail.ts",
            why(Cause.BUILD, "src/old/legacy.ts(4,7): error TS7006: Parameter 'x' implicitly has an 'any' type", "src/old/legacy.ts"), "ada"),
    history("migration: a column dropped", "ada/1 Drop nickname: db/migrate/20260101_drop_nickname.rb db/schema.rb\nbo/2 CSS: app/assets/stylesheets/a.scss\ncy/3 Mailer: app/mailers/x_mailer.rb",
            failed(a_test("User shows nickname", "spec/models/user_spec.rb", "PG::UndefinedColumn: column users.nickname does not exist")), "ada"),
    history("migration: django, conflicting leaf nodes", "ada/1 Orders: orders/migrations/0008_total.py\nbo/2 Orders too: orders/migrations/0008_tax.py",
            failed(a_test("orders.tests.test_models.OrderTests.test_total","", "CommandError: Conflicting migrations detected; multiple leaf nodes in the migration graph")), None),
    history("generated: protobuf changed, code not regenerated", "ada/1 Add field: proto/shop/order.proto\nbo/2 Mail: internal/mail/send.go\ncy/3 Docs: docs/x.md",
            why(Cause.BUILD, "internal/order/handler.go:21:15: req.Total undefined (type *pb.OrderRequest has no field or method Total)", "internal/order/handler.go"), "ada"),
    history("generated: snapshot only", "ada/1 New colours: src/theme/colors.ts\nbo/2 Api client: src/api/client.ts\ncy/3 Rename: docs/b.md",
            failed(a_test("Button renders", "src/components/button/button.test.tsx", "does not match stored snapshot - color: #fff + color: #eee")), None),
    history("deletion: a fixture file", "ada/1 Remove unused fixtures: tests/fixtures/order.json tests/fixtures/user.json\nbo/2 Mail: src/shop/mail.py",
            failed(a_test("tests/test_import.py::test_reads", "tests/test_import.py", "FileNotFoundError: [Errno 2] No such file or directory: 'tests/fixtures/order.json'")), "ada"),
    history("deletion: a helper function", "ada/1 Tidy utilities: src/util/strings.js\nbo/2 Cart: src/cart/add.js\ncy/3 Mail: src/mail/send.js",
            failed(a_test("formats names", "test/names.test.js", "TypeError: strings.titleCase is not a function")), "ada"),
    history("test helper: shared setup", "ada/1 Faster fixtures: test/support/factories.rb\nbo/2 Header: app/views/layouts/_header.html.erb\ncy/3 Docs: README.md",
            failed(a_test("OrderTest#test_total", "test/models/order_test.rb", "NoMethodError: undefined method `create_order'")), "ada"),
    history("test helper: conftest deep and code elsewhere", "ada/1 Use tmp_path: tests/integration/conftest.py\nbo/2 Login: src/shop/login/form.py",
            failed(a_test("tests/integration/test_export.py::test_csv", "tests/integration/test_export.py", "fixture 'workdir' not found")), "ada"),
    history("two pull requests touch the same file", "ada/1 Round: src/shop/checkout/basket.py\nbo/2 Vouchers: src/shop/checkout/basket.py src/shop/checkout/voucher.py", BASKET, None),
    history("two touch the same file, one the traced one too", "ada/1 Round: src/shop/checkout/basket.py src/shop/money.py\nbo/2 Vouchers: src/shop/checkout/basket.py",
            failed(*BASKET.tests, files="src/shop/money.py", text="TypeError in shop.money.round_half"), "ada"),
    history("bot: a major bump breaks types", "dependabot/9 Bump typescript from 5.3 to 5.5: package.json package-lock.json\nada/1 Cart: src/cart.ts\nbo/2 Mail: src/mail.ts",
            why(Cause.BUILD, "src/legacy/store.ts(9,3): error TS2322: Type 'string' is not assignable", "src/legacy/store.ts"), "dependabot"),
    history("bot: jest bump breaks snapshots all over", "renovate-bot/9 Update jest monorepo to v30: package.json yarn.lock\nada/1 Docs: docs/a.md\nbo/2 Readme: README.md",
            failed(a_test("Button renders", "src/button.test.tsx"), a_test("Card renders", "src/card.test.tsx")), "renovate-bot"),
    history("bot: base image bump", "renovate-bot/9 Update python Docker tag to v3.13: Dockerfile\nada/1 Cart: src/shop/checkout/cart.py",
            failed(a_test("tests/test_old.py::test_legacy", "tests/test_old.py", "ModuleNotFoundError: No module named 'distutils'")), None),
    history("bot: named library in the failure", "dependabot/9 chore(deps): bump urllib3 from 1.26 to 2.0: poetry.lock\nada/1 Cart: src/shop/cart.py",
            failed(a_test("tests/test_api.py::test_retry", "tests/test_api.py", "TypeError: Retry.__init__() got an unexpected keyword argument"), text="urllib3/util/retry.py:180: TypeError"), "dependabot"),
    history("revert of an old fix", 'ada/1 Revert "Handle empty basket": src/shop/checkout/basket.py\nbo/2 Mail: src/shop/mail.py', BASKET, "ada"),
    history("revert and its cause both here, third is it", 'ada/1 Speed: src/shop/search.py\nbo/2 Revert "Speed": src/shop/search.py\ncy/3 Totals: src/shop/checkout/basket.py', BASKET, "cy"),
    history("merge commit of main into main", "ada Merge branch 'main' of github.com:acme/shop: \nbo/2 Round: src/shop/checkout/basket.py\ncy/3 Mail: src/shop/mail.py", BASKET, "bo"),
    history("merge commit beside the pull request's commits", "ada Merge pull request #7 from ada/totals: src/shop/checkout/basket.py\nbo/8 Mail: src/shop/mail.py", BASKET, "ada"),
    history("squash with a wide change", "ada/1 Feature: vouchers (#1): src/shop/checkout/voucher.py src/shop/checkout/basket.py src/shop/api.py docs/v.md tests/checkout/test_voucher.py\nbo/2 Mail: src/shop/mail.py", BASKET, "ada"),
    history("lint: new rule in pyproject", "ada/1 Enable ruff D: pyproject.toml\nbo/2 Cart: src/shop/cart.py", why(Cause.LINT, "src/shop/old.py:1:1: D100 Missing docstring in public module", "src/shop/old.py"), "ada"),
    history("lint: prettier in one's own file", "ada/1 Page: web/src/page.tsx\nbo/2 Api: server/api.go\ncy/3 Docs: docs/a.md", why(Cause.LINT, "[warn] web/src/page.tsx", "web/src/page.tsx"), "ada"),
    history("rust: trait in another crate", "ada/1 Trait: crates/storage/src/backend.rs\nbo/2 Cli: crates/cli/src/main.rs", why(Cause.BUILD, "error[E0046]: not all items implemented, missing: `flush` --> crates/memory/src/lib.rs:10:1 implement the missing item storage::backend::Backend", "crates/memory/src/lib.rs"), "ada"),
    history("c++: header changed, source fails", "ada/1 Api: include/shop/basket.h\nbo/2 Mail: src/mail.cc\ncy/3 Log: src/log.cc", why(Cause.BUILD, "src/order.cc:14:9: error: no member named 'total' in 'shop::Basket'", "src/order.cc"), "ada"),
    history("end to end test, backend and frontend", "ada/1 Api: server/orders/handler.go\nbo/2 Page: web/src/orders/list.tsx", failed(a_test("orders > lists", "e2e/orders.spec.ts", "expect(locator).toHaveCount(3)")), None),
    history("only the workflow", "ada/1 Docs: docs/a.md\nbo/2 Cache: .github/workflows/ci.yml", failed(a_test("tests/test_clock.py::test_midnight", "tests/test_clock.py")), "bo"),
    history("workflow: node version", "ada/1 Node 22: .github/workflows/ci.yml .nvmrc\nbo/2 Cart: src/cart.ts", why(Cause.BUILD, "npm error engine Unsupported engine: wanted node 20"), "ada"),
    history("build: missing go.sum by one of two", "ada/1 Add redis: internal/cache/redis.go go.mod\nbo/2 Mail: internal/mail/send.go", why(Cause.BUILD, "internal/cache/redis.go:5:2: missing go.sum entry for module providing package github.com/redis/go-redis", "internal/cache/redis.go"), "ada"),
    history("env sample and compose", "ada/1 Postgres 16: docker-compose.yml\nbo/2 Order: src/shop/order.py", failed(a_test("tests/test_login.py::test_up", "tests/test_login.py", "connection failed")), None),
)  # fmt: skip

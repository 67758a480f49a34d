"""What the first questions and the settings ask for: tries credentials, says what could be watched, keeps what a person decided."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from supporttray import config
from supporttray.core.action import Done
from supporttray.core.backup import SetBackup
from supporttray.core.duty import Swap, Unswap
from supporttray.core.login import AskLogin, SetLogin, Standing
from supporttray.core.setup import Ask, Broken, Known, Save, Saved, Tried, Try, TrySecond, Variants
from supporttray.core.team import JoinTeam, LookAtTeam
from supporttray.engine.account import DEMO_CREDENTIAL
from supporttray.engine.plan import Plan
from supporttray.errors import ConfigError, Failure, NoKeyring
from supporttray.setup import second
from supporttray.setup.joining import Joining, begun, look, nothing_yet, shared, taken
from supporttray.setup.offered import OFFERED, offer_of
from supporttray.setup.trial import address_of, introduction, introductions, talk, token_of
from supporttray.team import difference

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from supporttray.connectors import CanOffer
    from supporttray.core.action import Action
    from supporttray.core.setup import Credential, Introduction, Offer
    from supporttray.core.team import TeamFile
    from supporttray.credentials import Credentials
    from supporttray.engine.clock import Clock
    from supporttray.engine.plan import Account
    from supporttray.paths import Workspace
    from supporttray.setup.swaps import Written

LOOK_S = 5.0  # for a look whether the keyring has a credential
LOCKED = "Unlock it and try again, or paste the token."
MISSING = (
    "Unlock it, or install one (on Linux gnome-keyring or KWallet), and save again; or keep the tokens for this run."
)
UNLOCK = "Unlock it and save again: what it may keep under the names of the team's services was for another address, and is forgotten first."


class Settings:
    """The settings of a workspace. `addresses`, by kind of service, go before those that the config says.

    `saved` is set whenever something was saved. No token is ever in an answer, an error or the config.
    """

    def __init__(
        self,
        place: Workspace,
        credentials: Credentials,
        clock: Clock,
        addresses: Mapping[str, str] | None = None,
        saved: asyncio.Event | None = None,
    ) -> None:
        self.saved = saved or asyncio.Event()
        self._place = place
        self._credentials = credentials
        self._clock = clock
        self._addresses = addresses or {}
        self._saving = asyncio.Lock()
        self._looked: Joining | None = None
        self._joining: Joining | None = None

    async def do(self, action: Action) -> object:
        """Answer an action of core/setup.py. Raises a `Failure` where the answer has no place for it."""
        ways: dict[type[Action], Callable[[Any], Awaitable[object]]] = {
            Ask: self._ask,
            Try: self._try,
            TrySecond: self._try_second,
            Variants: self._variants,
            Save: self._save,
            LookAtTeam: self._look_at_team,
            JoinTeam: self._join,
            Swap: self._swap,
            Unswap: self._unswap,
            SetBackup: self._set_backup,
            **dict.fromkeys((AskLogin, SetLogin), self._at_login),
        }
        return await ways[type(action)](action)

    def _plan(self) -> Plan:
        """Return what the config says; where there is none what the team's file would say, if one was chosen. Raises `ConfigError`."""
        if self._place.config.exists():
            return config.load(self._place.config)
        return self._joining.plan if self._joining else Plan()

    def _own(self) -> Plan:
        """Return what the config says without the team's file."""
        return config.own(self._place.config) if self._place.config.exists() else Plan()

    # --- what is known

    async def _ask(self, _: Ask) -> Known | Broken:
        try:
            plan, own = self._plan(), self._own()
        except ConfigError as error:
            return Broken(error.phrase, "Mend the file, then try again.", str(self._place.config))
        known = tuple(
            one for one in introductions(plan, self._addresses) if not self._joining or one.account in plan.accounts
        )
        names = [(one.account, name) for one in known for name in (one.account, second.name_of(one)) if name]
        found = await asyncio.gather(*(self._has(plan.accounts.get(account), name) for account, name in names))
        have = {name for (_, name), has in zip(names, found, strict=True) if has}
        return Known(
            introductions=known,
            me=plan.me,
            addresses=tuple((one.account, one.address) for one in known),
            secret=tuple(one.account for one in known if one.account in have),
            told=tuple(one.account for one in known if second.name_of(one) in have),
            watched=tuple((watch.account, offer_of(watch)) for watch in own.watches if watch.kind in OFFERED),
            team=plan.team,
            shared=shared(plan, own),
            daily=(plan.daily.account, plan.daily.place) if plan.daily else None,
            daily_name=plan.daily.name if plan.daily else "",
            texts=plan.texts,
            file=str(self._place.config),
            first=not self._place.config.exists(),
        )

    async def _has(self, account: Account | None, name: str) -> bool:
        """Whether an account has a credential of a name, as far as the keyring says soon: one that is locked must not keep a dialog waiting."""
        if account is None or account.demo:
            return account is not None and name == account.name
        if self._joining:
            return False  # what may be kept under its name is for another address
        with contextlib.suppress(NoKeyring, TimeoutError):
            async with asyncio.timeout(LOOK_S):
                return bool(await self._credentials.read(name))
        return False

    # --- trying

    async def _try(self, action: Try) -> Tried:
        try:
            async with self._talk(action.credential) as service:
                holder = await service.holder()
                offers = await service.offers()
        except Failure as error:
            return Tried(works=False, said=error.phrase, hint=error.hint)
        said = f"This is the token of {holder.name} for {holder.place}."
        name = holder.name if holder.person else ""
        return Tried(works=True, said=said, name=name, lacks=holder.lacks, offers=offers)

    async def _try_second(self, action: TrySecond) -> Tried:
        return await second.tried(action.credential, self._plan(), self._addresses, self._clock.now)

    async def _variants(self, action: Variants) -> tuple[Offer, ...]:
        async with self._talk(action.credential) as service:
            return await service.variants(action.offer)

    @asynccontextmanager
    async def _talk(self, credential: Credential) -> AsyncIterator[CanOffer]:
        plan = self._plan()
        known = introduction(credential, plan, self._addresses)
        token, address = token_of(credential, known), address_of(credential, known)
        token = token or await self._kept(plan.accounts.get(credential.account), known)
        async with talk(known, address, token, self._clock.now) as service:
            yield service

    async def _kept(self, account: Account | None, known: Introduction) -> str:
        """Return the credential that is kept already. Raises `Failure` where there is none."""
        if account and account.demo:
            return DEMO_CREDENTIAL
        try:
            token = None if self._joining else await self._credentials.read(known.account)
        except NoKeyring as error:
            raise Failure(error.phrase, LOCKED) from None
        if not token:
            raise Failure(f"No token for {known.title} is kept yet.", "Paste one.")
        return token

    # --- saving

    async def _save(self, action: Save) -> Saved:
        """Keep it all or nothing: the credentials first, then the config, and where that fails the credentials that were."""
        from supporttray.setup import writing  # noqa: PLC0415  4 MiB that only saving needs

        async with self._saving:
            try:
                wanted = self._checked(action)
                path = self._place.config
                old = await asyncio.to_thread(writing.read, path)
                team, now = self._joining.team if self._joining else config.taken(path), self._clock.now()
                text = await asyncio.to_thread(writing.compose, self._begun(old), wanted, now, str(path), team)
                fresh = [(one.account, one.token) for one in wanted.credentials if one.token]
                fresh += second.fresh(wanted.seconds, self._plan(), self._addresses)
                await self._forget_others([] if wanted.for_now else fresh)
                for name in second.astray(wanted, self._plan(), self._addresses):
                    await self._credentials.forget(name, begun=False)
                async with self._keeping([] if wanted.for_now else fresh):
                    with taken(self._place, self._joining, now):
                        await asyncio.to_thread(writing.write, path, text, old)
            except NoKeyring as error:
                return Saved(done=False, said=error.phrase, hint=UNLOCK if action.for_now else MISSING, no_keyring=True)
            except ConfigError as error:
                return Saved(done=False, said=" ".join(error.mistakes), hint="Nothing was changed.")
            except Failure as error:
                return Saved(done=False, said=error.phrase, hint=error.hint)
            self._joining = None
            lent = fresh if wanted.for_now else []
            for account, token in lent:
                self._credentials.lend(account, token)
            self.saved.set()
            return Saved(done=True, said="Saved.", hint="The tokens are forgotten when the app ends." if lent else "")

    # --- the team's file, in the first questions

    async def _look_at_team(self, action: LookAtTeam) -> TeamFile:
        self._looked = await look(action.address.strip(), self._clock.now)
        return difference.file(self._looked.address, self._looked.plan)

    async def _join(self, _: JoinTeam) -> Known | Broken:
        nothing_yet(self._place)
        self._joining = self._looked
        return await self._ask(Ask())

    def _begun(self, old: str | None) -> str | None:
        """Return the text that is changed: of a config that joins a team the first lines stand there already."""
        return begun(self._joining.address) if self._joining and old is None else old

    async def _forget_others(self, fresh: list[tuple[str, str]]) -> None:
        """Forget what earlier configs kept under the names of the team's accounts. Raises `NoKeyring`, `NotDone`."""
        if self._joining is None:
            return
        nothing_yet(self._place)
        for name in self._joining.plan.accounts.keys() - {account for account, _ in fresh}:
            await self._credentials.forget(name, begun=False)

    # --- swaps

    async def _swap(self, action: Swap) -> Done:
        from supporttray.setup import swaps  # noqa: PLC0415  as above

        return await self._written(lambda: swaps.swap(self._place.config, action.swap, self._clock.now()))

    async def _unswap(self, action: Unswap) -> Done:
        from supporttray.setup import swaps  # noqa: PLC0415  as above

        return await self._written(lambda: swaps.unswap(self._place.config, action.swap))

    async def _written(self, write: Callable[[], Written]) -> Done:
        """Write into the config or into the team's file. Raises `ConfigError`; then nothing is written."""
        async with self._saving:
            written = await asyncio.to_thread(write)
        if written.config:
            self.saved.set()
        return Done(written.said)

    async def _set_backup(self, action: SetBackup) -> Done:
        from supporttray.setup import backup  # noqa: PLC0415  as above

        async with self._saving:
            said = await asyncio.to_thread(backup.write, self._place.config, action)
        self.saved.set()
        return Done(said)

    async def _at_login(self, action: AskLogin | SetLogin) -> Standing:
        from supporttray.login import answer  # noqa: PLC0415  as above

        return await asyncio.to_thread(answer, self._place, action)

    # --- credentials

    def _checked(self, wanted: Save) -> Save:
        """Return it with tokens and addresses as they are used. Raises `Failure` for those that cannot be right."""
        plan = self._plan()
        checked = []
        for one in wanted.credentials:
            known = introduction(one, plan, self._addresses)
            try:
                checked.append(replace(one, token=token_of(one, known), address=address_of(one, known)))
            except Failure as error:
                raise Failure(f"{known.title}: {error.phrase}", error.hint) from None
        return replace(wanted, credentials=tuple(checked))

    @asynccontextmanager
    async def _keeping(self, fresh: list[tuple[str, str]]) -> AsyncIterator[None]:
        """Keep credentials in the keyring, unless what follows fails. Raises `NoKeyring`; then those that were are there again."""
        before: list[tuple[str, str | None]] = []
        try:
            for account, token in fresh:
                was = await self._credentials.kept(account)
                before.append((account, was))
                await self._credentials.write(account, token)
            yield
        except Failure:
            with contextlib.suppress(NoKeyring):
                for account, old in before:
                    await (
                        self._credentials.write(account, old) if old else self._credentials.forget(account, begun=False)
                    )
            raise

"""The bodies of Zendesk's answers: users, brands, tickets and what is written under them."""

import html
from typing import Any

from msgspec import Struct

from supporttray.demo.company import Company
from supporttray.demo.helpdesk import Case, Comment, Customer
from supporttray.demo.moment import seconds_z
from supporttray.demo.scenario import Person

MERGED = "closed_by_merge"
_STAFF, _BRAND = 5001, 360_001


class Body(Struct, frozen=True):
    """Writes bodies; `base` is the address under which Zendesk was called."""

    company: Company
    base: str

    def user(self, one: Person | Customer, role: str = "agent") -> dict[str, Any]:
        """Describe somebody."""
        number = self.number(one)
        return {
            "id": number,
            "url": f"{self.base}/api/v2/users/{number}.json",
            "name": one.name,
            "email": one.email,
            "role": "end-user" if isinstance(one, Customer) else role,
            "active": True,
            "verified": True,
            "suspended": False,
            "time_zone": "UTC",
            "locale": "en-US",
            "only_private_comments": False,
            "created_at": seconds_z(self.company.start),
            "updated_at": seconds_z(self.company.start),
            "tags": [],
        }

    def number(self, one: Person | Customer) -> int:
        """Tell a user's number."""
        return one.number if isinstance(one, Customer) else _STAFF + list(self.company.people).index(one.id)

    def person(self, number: int) -> Person | Customer | None:
        """Find a user."""
        everybody: tuple[Person | Customer, ...] = (*self.company.people.values(), *self.company.helpdesk.customers())
        return next((one for one in everybody if self.number(one) == number), None)

    def brands(self) -> list[str]:
        """List the names of the brands: the company's own, and one a product."""
        products = dict.fromkeys(case.product for case in self.company.helpdesk.cases() if case.product)
        return [self.company.scenario.company, *products]

    def brand_of(self, case: Case) -> str:
        """Tell the brand of a ticket."""
        return case.product or self.company.scenario.company

    def brand(self, name: str) -> dict[str, Any]:
        """Describe a brand."""
        number = _BRAND + self.brands().index(name)
        return {
            "id": number,
            "url": f"{self.base}/api/v2/brands/{number}.json",
            "name": name,
            "active": True,
            "default": number == _BRAND,
            "has_help_center": False,
        }

    def ticket(self, case: Case) -> dict[str, Any]:
        """Describe a ticket."""
        tags = [*case.labels, *([MERGED] if case.merged else [])]
        requester = self.number(case.by)
        return {
            "id": case.number,
            "url": f"{self.base}/api/v2/tickets/{case.number}.json",
            "external_id": None,
            "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
            "created_at": seconds_z(case.at),
            "updated_at": seconds_z(case.changed),
            "generated_timestamp": int(case.changed.timestamp()),
            "type": None,
            "subject": "SCRUBBED" if case.deleted else case.title,
            "raw_subject": "SCRUBBED" if case.deleted else case.title,
            "description": "SCRUBBED" if case.deleted else case.text or case.title,
            "priority": case.priority or None,
            "status": "deleted" if case.deleted else case.status,
            "recipient": None,
            "requester_id": requester,
            "submitter_id": requester,
            "assignee_id": None,
            "organization_id": None,
            "group_id": None,
            "brand_id": _BRAND + self.brands().index(self.brand_of(case)),
            "collaborator_ids": [],
            "follower_ids": [],
            "problem_id": None,
            "has_incidents": False,
            "is_public": True,
            "due_at": None,
            "tags": tags,
            "custom_fields": [],
            "fields": [],
            "followup_ids": [],
            "allow_channelback": False,
        }

    def comment(self, one: Comment) -> dict[str, Any]:
        """Describe what was written under a ticket."""
        return {
            "id": one.number,
            "type": "Comment",
            "author_id": self.number(one.by),
            "body": one.text,
            "html_body": f'<div class="zd-comment"><p>{html.escape(one.text)}</p></div>',
            "plain_body": one.text,
            "public": one.public,
            "attachments": [],
            "audit_id": one.number + 1_000_000,
            "via": {"channel": "api", "source": {"from": {}, "to": {}, "rel": None}},
            "created_at": seconds_z(one.at),
            "metadata": {"system": {}, "custom": {}},
        }

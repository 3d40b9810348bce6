"""`manage.py take_factors USERNAME`: for who lost their second step, where nobody else helps."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from appeal.actions import take_factors
from appeal.models import User
from appeal.web.clock import real_now
from appeal.web.sessions import end_sessions_of


class Command(BaseCommand):
    help = "Take away the second step of a person who lost it, and tell them by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: object, username: str, **options: object) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {username}.")
        take_factors(person=person, by=None, at=real_now())
        end_sessions_of(person)
        self.stdout.write(f"Signing in asks {username} for their password only.")

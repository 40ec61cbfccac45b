"""What stands at the door beside the password: tries that were counted, and a second factor."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from agencies.models.person import Person


class SignInTry(models.Model):
    """How often an account was tried from an address, and until when it is shut for that address."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    tries = models.IntegerField(default=1)
    last_at = models.DateTimeField()
    shut_until = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)

    class Meta:
        """One row for each account and address, so that no two processes can both miss a try."""

        constraints = (
            models.UniqueConstraint(name="one_row_of_tries_per_account_and_address", fields=["account", "address"]),
        )

    def __str__(self) -> str:
        """A handle of the account, and the address."""
        return f"{self.account[:8]} {self.address}"


class SecondFactor(models.Model):
    """A person's sealed TOTP secret; each step is good once, each recovery code too."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="second_factor")
    secret = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    recovery_digests = ArrayField(models.CharField(max_length=64), default=list)

    def __str__(self) -> str:
        """Whose it is."""
        return str(self.person_id)

"""Guards that say their names, and that a test can lift one by one."""

from dataclasses import replace

from appeal.base import guards

# The table of those that are lifted: to drop a trigger instead would make SQLite read the whole
# schema again, twice for each of some thousand attempts.
LIFTED = "lifted_guards"


def named(trigger: guards.Trigger) -> guards.Trigger:
    """The guard with its name before its sentence, silent while it is lifted."""
    if not isinstance(trigger, guards.Guard):
        return trigger
    stands = f"NOT EXISTS (SELECT 1 FROM {LIFTED} WHERE guard = '{trigger.trigger}')"
    return replace(
        trigger,
        message=f"{trigger.trigger}: {trigger.message}",
        when=f"({trigger.when}) AND {stands}" if trigger.when else stands,
    )

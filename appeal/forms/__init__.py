"""What people type about the plan, and whether it is well formed; use them from here."""

from .activities import ActivityForm, HoldForm
from .allocations import AllocationsForm
from .core import CoreIndicatorForm
from .discarding import DiscardForm
from .drafts import (
    AppealForm,
    DraftOfficesForm,
    DraftPriorityForm,
    DraftTableForm,
)
from .parts import IndicatorPlanForm, MilestoneForm, target_name
from .people import (
    EndSessionForm,
    InviteForm,
    NewAddressForm,
    OldPasswordForm,
    OwnForm,
    OwnPasswordForm,
    PeopleFilter,
    PersonForm,
)
from .phasing import PhasingForm
from .revisions import RevisionForm
from .roles import ConfirmRolesForm, GrantForm, offer_roles
from .sections import DraftSectionForm
from .several import (
    SeveralActivitiesForm,
    SeveralPeopleForm,
    SeveralRolesForm,
)
from .shared import DraftOfficeForm, IntoForm, OfficeForm, PartnerForm

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotasConfig(AppConfig):
    name = "quotas"
    verbose_name = _("Biên chế")

    def ready(self) -> None:
        """Show the quotas on the pages below, their findings, and the ledger's state on every list and file."""
        from orgregs.foundation import findings, guards, imprint, searches  # models are ready only now
        from orgregs.foundation.panels import register
        from quotas import models, panels
        from quotas.findings import RULES, quota_findings
        from quotas.moments import current_ledger

        for model in (models.QuotaDecision, models.Seal, models.Countersignature, models.Receipt):
            guards.register(model)
        for part in (models.DecisionLine, models.StatedTotal, models.DecisionAcknowledgement, models.Entry):
            guards.register(part, sealed_by=models.Seal, part_of="decision")
        guards.keep(sender=self)
        imprint.register_ledger(current_ledger)
        register("agency", panels.agency_panel)
        register("document", panels.document_panel)
        register("locality", panels.locality_panel)
        register("home:staff", panels.tables_panel)
        register("home:staff", panels.tasks_panel)
        register("home:approver", panels.waiting_panel)
        register("home:approver", panels.booked_panel)
        register("home:unit_head", panels.own_panel)
        register("home:auditor", panels.choice_panel)
        register("home:auditor", panels.booked_panel)
        register("home:ledger", panels.ledger_panel)
        searches.register(panels.search)
        findings.register(quota_findings, RULES)

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

from orgregs.foundation import guards


def digest_what_is_there(apps, schema_editor):
    """Give each countersignature its digest, at the position that the register has reached: the next seal covers it."""
    from quotas.seals import digest_of_countersignature

    Countersignature = apps.get_model("quotas", "Countersignature")
    last = apps.get_model("quotas", "QuotaDecision").objects.aggregate(last=models.Max("position"))["last"] or 0
    if not Countersignature.objects.exists():
        return
    guards.lift(schema_editor.connection)  # they stand again after every migration
    for signed in Countersignature.objects.select_related("countersigned_by"):
        contents = {
            "decision": signed.pk,
            "countersigned_by": signed.countersigned_by.username,
            "countersigned_at": signed.countersigned_at,
            "position": last,
        }
        digest = digest_of_countersignature(contents)
        Countersignature.objects.filter(pk=signed.pk).update(position=last, digest=digest)


def refuse_to_lose_them(apps, schema_editor):
    """Without its position a countersignature would no longer be what later seals cover."""
    if apps.get_model("quotas", "Countersignature").objects.exists():
        raise IrreversibleError("Later seals cover the countersignatures that are there: their digests cannot be dropped.")


class Migration(migrations.Migration):

    dependencies = [
        ("quotas", "0004_receipts_of_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="countersignature",
            name="position",
            field=models.PositiveBigIntegerField(default=0, help_text="Quyết định cuối cùng trong sổ lúc đó; mã chốt của số tiếp theo gồm cả dòng này.", verbose_name="sổ đến số"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="countersignature",
            name="digest",
            field=models.CharField(default="", max_length=64, verbose_name="mã của lần đối chiếu"),
            preserve_default=False,
        ),
        migrations.RunPython(digest_what_is_there, refuse_to_lose_them),
    ]

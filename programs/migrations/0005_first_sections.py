from django.db import migrations

TITLES = {"title": "Questions", "title_en": "Questions", "title_zh_hant": "問題", "title_zh_hans": "问题"}


def give_forms_a_section(apps, schema_editor):
    """Forms made before there were sections get one that holds all their questions."""
    FormVersion = apps.get_model("programs", "FormVersion")
    Section = apps.get_model("programs", "Section")
    for form in FormVersion.objects.filter(questions__section__isnull=True).distinct():
        section = Section.objects.create(form=form, key="questions", **TITLES)
        form.questions.filter(section__isnull=True).update(section=section)


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_application_forms")]

    operations = [migrations.RunPython(give_forms_a_section, migrations.RunPython.noop, elidable=True)]

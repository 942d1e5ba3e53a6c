from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0009_sent_copies_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='withdraw_reason',
            field=models.CharField(blank=True, choices=[('other-scheme', 'We chose another scheme'), ('not-needed', 'We no longer need it'), ('terms', 'We cannot meet the terms'), ('other', 'Another reason')], max_length=12, verbose_name='reason of withdrawing'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='reminded',
            field=models.CharField(blank=True, choices=[('due', 'Told that it is soon due'), ('overdue', 'Told that it is overdue')], max_length=7),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('withdraw_reason', ''), ('status', 'withdrawn'), _connector='OR'), name='application_withdrawn_for_reason'),
        ),
    ]

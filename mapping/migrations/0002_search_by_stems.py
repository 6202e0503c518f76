"""The search index over stems, with counts and spellings. Its rows are made anew by `search.prepare`."""

import django.db.models.deletion
from django.db import migrations, models


def drop_full_text(apps, schema_editor):
    """SQLite's own index over the old columns; PostgreSQL's goes with its table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE IF EXISTS mapping_searchdocument_fts")


class Migration(migrations.Migration):
    dependencies = [("mapping", "0001_records")]

    operations = [
        migrations.RunPython(drop_full_text, migrations.RunPython.noop),
        migrations.DeleteModel("SearchLabel"),
        migrations.DeleteModel("SearchDocument"),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_document', serialize=False, to='mapping.record')),
                ('kind', models.CharField(db_index=True, max_length=12)),
                ('discipline', models.CharField(blank=True, db_index=True, max_length=10)),
                ('stage', models.CharField(blank=True, db_index=True, max_length=50)),
                ('licence', models.CharField(blank=True, max_length=20)),
                ('importance', models.PositiveSmallIntegerField(default=0)),
                ('names', models.TextField()),
                ('asks', models.TextField(blank=True)),
                ('gist', models.TextField(blank=True)),
                ('notes', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('card', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='SearchSpelling',
            fields=[
                ('pk', models.CompositePrimaryKey('form', 'word', blank=True, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(max_length=100)),
                ('word', models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='SearchTerm',
            fields=[
                ('stem', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('documents', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('labels', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('text', models.CharField(max_length=300)),
                ('folded', models.CharField(db_index=True, max_length=300)),
                ('words', models.CharField(max_length=400)),
                ('is_plain_word', models.BooleanField(default=False)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='mapping.searchdocument')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('document', 'kind', 'text'), name='search_label_once')],
            },
        ),
    ]

"""The one database: schema, migrations, queries. Nothing else in the house speaks SQL."""

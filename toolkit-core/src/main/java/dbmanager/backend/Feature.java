package dbmanager.backend;

/** What only some engines can; asked for by {@link DatabaseBackend#feature}. Where it is absent, the command says so and exits with 16. */
public sealed interface Feature
        permits Diagnosis, DriftWatch, DryRun, Lint, Maintenance, OfflineSql, SchemaDesign, TableShapes {}

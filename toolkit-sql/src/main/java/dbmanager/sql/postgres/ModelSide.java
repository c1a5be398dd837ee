package dbmanager.sql.postgres;

import dbmanager.backend.BadModel;
import dbmanager.backend.Model;
import dbmanager.sql.postgres.schema.Catalog;
import dbmanager.sql.postgres.schema.ModelScript;
import dbmanager.sql.postgres.schema.OtherDefinitions;
import java.sql.Connection;
import java.sql.SQLException;

/** A model in a temporary database without rows, as the server has read it. */
record ModelSide(TemporaryDatabase made, Catalog catalog) {
    /**
     * @param definitions of the database as pg_dump has them, where the model is one of tables only
     * @throws BadModel when the server does not take it
     */
    static ModelSide of(Model model, String definitions, ScratchServer scratch, String home) throws SQLException {
        OtherDefinitions others = OtherDefinitions.of(definitions, model);
        TemporaryDatabase made = scratch.make();
        try (Connection connection = made.database().write()) {
            others.makeFirst(connection);
            ModelScript.run(model, connection, PostgresErrors::reason, SchemaSides::isStatementsFault);
            others.makeRest(connection, model, PostgresErrors::reason);
            Catalog.analyze(connection);
            return new ModelSide(made, Catalog.read(connection, home));
        } catch (SQLException | RuntimeException e) {
            drop(made, e);
            throw e;
        }
    }

    private static void drop(TemporaryDatabase made, Exception cause) {
        try {
            made.close();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}

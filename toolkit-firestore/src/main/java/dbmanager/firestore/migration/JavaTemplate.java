package dbmanager.firestore.migration;

import dbmanager.migration.Template;
import java.util.Optional;

/** What a new migration in Java starts from. */
public final class JavaTemplate {
    public static final Template JAVA = new Template(
            "java",
            "what YAML cannot say, in one Java class",
            "java",
            """
            import dbmanager.firestore.session.DocumentView;
            import dbmanager.firestore.session.Edit;
            import dbmanager.firestore.session.FirestoreMigration;
            import dbmanager.firestore.session.FirestoreSession;
            import java.util.Map;

            // {description}
            //
            // It sees java.* and dbmanager.firestore.session, nothing else. A run that was killed calls migrate again from the beginning:
            // calls that are done are skipped, reads give what they gave. So: no clock, no random numbers, and nothing kept from inside
            // a function that each is given.
            public final class NewMigration implements FirestoreMigration {
                @Override
                public void migrate(FirestoreSession db) {
                    db.each("users", NewMigration::activate);
                }

                private static Edit activate(DocumentView user) {
                    return user.get("active") == null ? Edit.update(Map.of("active", true)) : Edit.none();
                }

                // Without a rollback method the migration is taken back from images of the documents that it changed.
            }
            """,
            Optional.empty(),
            Optional.empty());

    private JavaTemplate() {}
}

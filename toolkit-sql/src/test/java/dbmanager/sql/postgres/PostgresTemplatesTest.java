package dbmanager.sql.postgres;

import dbmanager.migration.Template;
import dbmanager.sql.SqlProject;
import dbmanager.sql.TemplatesContract;
import java.nio.file.Path;
import java.util.List;

class PostgresTemplatesTest extends TemplatesContract {
    @Override
    protected List<Template> templates() {
        return PostgresTemplates.ALL;
    }

    @Override
    protected SqlProject project(Path folder) {
        return new PostgresProject(folder);
    }

    @Override
    protected List<String> schema(SqlProject project) {
        return project.query(
                "SELECT relkind, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 2");
    }
}

package dbmanager.sql.sqlite;

import dbmanager.migration.Template;
import dbmanager.sql.SqlProject;
import dbmanager.sql.TemplatesContract;
import java.nio.file.Path;
import java.util.List;

class SqliteTemplatesTest extends TemplatesContract {
    @Override
    protected List<Template> templates() {
        return SqliteTemplates.ALL;
    }

    @Override
    protected SqlProject project(Path folder) {
        return new Project(folder);
    }

    @Override
    protected List<String> schema(SqlProject project) {
        return project.query("SELECT type, name FROM sqlite_master ORDER BY name");
    }
}

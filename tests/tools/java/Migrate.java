import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.Map;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.flywaydb.core.Flyway;

/** Runs a folder's migrations: Migrate flyway|liquibase DIR JDBC-URL USER [CHANGELOG|name=value…]. */
class Migrate {
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "flyway" -> flyway(arguments);
            case "liquibase" -> liquibase(arguments);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void flyway(String[] arguments) {
        Map<String, String> placeholders = new HashMap<>();
        for (int at = 4; at < arguments.length; at++) {
            String[] pair = arguments[at].split("=", 2);
            placeholders.put(pair[0], pair[1]);
        }
        Flyway.configure()
                .dataSource(arguments[2], arguments[3], "")
                .locations("filesystem:" + arguments[1])
                .placeholders(placeholders)
                .load()
                .migrate();
    }

    private static void liquibase(String[] arguments) throws Exception {
        var connection = DriverManager.getConnection(arguments[2], arguments[3], "");
        var database = DatabaseFactory.getInstance()
                .findCorrectDatabaseImplementation(new JdbcConnection(connection));
        try (var files = new DirectoryResourceAccessor(Path.of(arguments[1]));
                var liquibase = new Liquibase(arguments[4], files, database)) {
            liquibase.update(new Contexts());
        }
    }
}

package dbmanager.operation;

import dbmanager.problem.Problem;

/** While the locks were waited for, somebody else changed the version of a database. */
public final class PromotionOvertaken extends Problem {
    private static final long serialVersionUID = 1L;

    PromotionOvertaken(String environment) {
        super(
                Kind.LOCKED,
                "somebody else changed the databases of " + environment + " while this was judged",
                "nothing was migrated",
                "run the command again, which judges them anew");
    }
}

/**
 * What should not stand in a migration without a thought. {@link dbmanager.sql.lint.ScriptLint} is the door; what a statement does is read from its
 * tokens, and each engine has its rules.
 */
package dbmanager.sql.lint;

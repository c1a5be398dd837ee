/**
 * What can go wrong, said so that a person can act on it: what happened, where things are now, what to do next. Concrete problems
 * sit in the package of the noun that they are about.
 */
package dbmanager.problem;

/**
 * Users and applications of a <a href="https://casdoor.org">Casdoor</a> server, and the rows of a database that follow them. Casdoor's public API
 * is documented at <a href="https://casdoor.org/docs/basic/public-api">casdoor.org/docs/basic/public-api</a>.
 */
package dbmanager.casdoor;

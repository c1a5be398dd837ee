/**
 * YAML that people write: nodes that know their lines, asked for with the type that they must have. Who reads says in whose words a mistake
 * is reported.
 */
package dbmanager.yaml;

/**
 * JPA entities as a model: {@link dbmanager.entities.HibernateReader} lets Hibernate say which tables they are mapped to. Hibernate is known here
 * alone. What an entity's class file says is looked at before it is loaded, and no code of it is run but what Hibernate needs to know its mapping.
 */
package dbmanager.entities;

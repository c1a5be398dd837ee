DROP TABLE product_logs;
DROP TABLE orders;
DROP TABLE users;
DROP TABLE products;

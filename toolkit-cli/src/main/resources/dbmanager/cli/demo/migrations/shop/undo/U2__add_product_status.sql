DROP VIEW IF EXISTS stock_value; -- R__stock_value.sql makes it again on the way to latest
DROP INDEX products_by_status;
ALTER TABLE products DROP COLUMN status;

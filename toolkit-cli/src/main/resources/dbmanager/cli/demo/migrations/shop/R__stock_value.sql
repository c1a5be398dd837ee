DROP VIEW IF EXISTS stock_value;
CREATE VIEW stock_value AS
SELECT category, sum(price * quantity) AS value
  FROM products
 WHERE status = 'active'
 GROUP BY category;

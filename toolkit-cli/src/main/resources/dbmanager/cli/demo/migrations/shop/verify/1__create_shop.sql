-- Each query must return no row, or the migration is rolled back.
SELECT 'products has no unique sku'
 WHERE NOT EXISTS (SELECT 1 FROM pragma_index_list('products') WHERE "unique" = 1);

ALTER TABLE products ADD COLUMN status TEXT NOT NULL DEFAULT 'active';
CREATE INDEX products_by_status ON products (status);

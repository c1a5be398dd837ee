SELECT id, status FROM products WHERE status NOT IN ('active', 'retired');

-- :_live one
SELECT value AS live_since FROM visible_meta WHERE key = 'commit';

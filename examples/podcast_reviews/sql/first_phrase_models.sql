-- The models of the first day, which continue nothing; see phrase_models.sql.
SELECT phrase, round(reviews, 6) AS weight, rating
FROM (SELECT phrase, reviews::DOUBLE AS reviews, rating FROM read_parquet(getvariable('stats')))
ORDER BY phrase

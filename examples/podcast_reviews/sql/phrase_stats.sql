-- How many reviews of the day contain the phrases of the week, and how these reviews rate.
WITH texts AS (
  SELECT
    rating,
    ' ' || regexp_replace(regexp_replace(lower(title || ' . ' || content), '([^\s\p{L}''])', ' \1 ', 'g'), '\s+', ' ', 'g') || ' ' AS text
  FROM read_parquet(getvariable('reviews'))
)
SELECT phrases.phrase, count(*) AS reviews, round(avg(texts.rating), 6) AS rating
FROM read_parquet(getvariable('phrases')) AS phrases
JOIN texts ON contains(texts.text, ' ' || phrases.phrase || ' ')
GROUP BY phrases.phrase
ORDER BY phrases.phrase

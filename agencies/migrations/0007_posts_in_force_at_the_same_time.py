"""Administrators stand apart, and nobody holds a post twice, on every day that two posts share."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

import agencies.models.post

APART = """
CREATE OR REPLACE FUNCTION agencies_keep_administrators_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holder bigint;
BEGIN
    FOREACH holder IN ARRAY ARRAY[NEW.person_id, NEW.substitute_id] LOOP
        CONTINUE WHEN holder IS NULL;
        PERFORM 1 FROM agencies_person WHERE id = holder FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT 1 FROM agencies_post AS one JOIN agencies_post AS other
            ON one.role IN ('sysadmin', 'secadmin', 'auditor') AND other.role <> one.role
            AND daterange(one.valid_from, one.valid_to, '[]') && daterange(other.valid_from, other.valid_to, '[]')
            WHERE (one.person_id = holder OR one.substitute_id = holder)
            AND (other.person_id = holder OR other.substitute_id = holder))
        THEN
            RAISE EXCEPTION 'administrators hold no other post'
                USING ERRCODE = '23514', CONSTRAINT = 'administrators_hold_no_other_post';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION agencies_keep_administrators_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holder bigint;
BEGIN
    FOREACH holder IN ARRAY ARRAY[NEW.person_id, NEW.substitute_id] LOOP
        CONTINUE WHEN holder IS NULL;
        PERFORM 1 FROM agencies_person WHERE id = holder FOR NO KEY UPDATE;
        IF (SELECT bool_or(role IN ('sysadmin', 'secadmin', 'auditor')) AND count(DISTINCT role) > 1
            FROM agencies_post WHERE valid_to IS NULL AND (person_id = holder OR substitute_id = holder))
        THEN
            RAISE EXCEPTION 'administrators hold no other post'
                USING ERRCODE = '23514', CONSTRAINT = 'administrators_hold_no_other_post';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0006_parents_have_dates")]
    operations = [
        BtreeGistExtension(),
        migrations.RemoveConstraint(model_name="post", name="one_current_post_per_person_agency_role"),
        migrations.AddConstraint(
            model_name="post",
            constraint=ExclusionConstraint(
                name="one_post_of_a_role_per_person_and_agency_at_a_time",
                expressions=[
                    ("person", "="),
                    ("agency", "="),
                    ("role", "="),
                    (agencies.models.post.Days("valid_from", "valid_to", RangeBoundary(inclusive_upper=True)), "&&"),
                ],
                violation_error_message="同一人在同一机构不能重复担任同一岗位",
            ),
        ),
        migrations.RunSQL(APART, BEFORE),
    ]

CREATE INDEX "audit_entries_subject_idx" ON "audit_entries" USING btree (lower("details" ->> 'userid'),"seq") WHERE "audit_entries"."details" ->> 'userid' is not null;--> statement-breakpoint
CREATE INDEX "lost_cases_closed_idx" ON "lost_cases" USING btree ("ended_at","request_id") WHERE "lost_cases"."ended_at" is not null;--> statement-breakpoint
CREATE INDEX "members_inactive_name_key_idx" ON "members" USING btree ("name_key","userid") WHERE "members"."status" <> 1;--> statement-breakpoint
CREATE INDEX "members_inactive_pinyin_idx" ON "members" USING btree ("pinyin","userid") WHERE "members"."status" <> 1;--> statement-breakpoint
CREATE INDEX "members_inactive_initials_idx" ON "members" USING btree ("initials","userid") WHERE "members"."status" <> 1;--> statement-breakpoint
CREATE INDEX "policy_mailings_batch_idx" ON "policy_mailings" USING btree ("round_key");
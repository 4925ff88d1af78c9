CREATE INDEX "cards_userid_idx" ON "cards" USING btree (lower("userid"),"sent_at");--> statement-breakpoint
CREATE INDEX "directory_changes_userid_idx" ON "directory_changes" USING btree (lower("userid"),"at");--> statement-breakpoint
CREATE INDEX "download_links_userid_idx" ON "download_links" USING btree (lower("userid"));--> statement-breakpoint
CREATE INDEX "drafts_stored_idx" ON "drafts" USING btree ("stored_at");--> statement-breakpoint
CREATE INDEX "notices_digest_lines_idx" ON "notices" USING btree ("digest_id") WHERE "notices"."digest_id" is not null;--> statement-breakpoint
CREATE INDEX "outbox_dead_idx" ON "outbox" USING btree ("dead_at","id") WHERE "outbox"."dead_at" is not null and "outbox"."done_at" is null;--> statement-breakpoint
CREATE INDEX "request_candidates_person_idx" ON "request_candidates" USING btree (lower("userid"),"asked_at");--> statement-breakpoint
CREATE INDEX "request_events_actor_idx" ON "request_events" USING btree ("actor_id","at");--> statement-breakpoint
CREATE INDEX "role_grants_userid_idx" ON "role_grants" USING btree (lower("userid"));--> statement-breakpoint
CREATE INDEX "role_grants_role_idx" ON "role_grants" USING btree ("role","id") WHERE "role_grants"."ended_at" is null;